import type { AddressInfo } from "node:net";
import fastify from "fastify";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { discordActs } from "./acts-discord.ts";
import { slackActs } from "./acts-slack.ts";
import { bundleWebApp } from "./bundle.ts";
import type { Bundle } from "./bundle.ts";
import { serveEvents } from "./event-stream.ts";
import { listExchanges } from "./exchanges.ts";
import { serveFiles } from "./files.ts";
import { guardPage } from "./guard.ts";
import { stateFor } from "./state.ts";
import type { PageWorld } from "./state.ts";

const LARGEST_UPLOAD_BYTES = 16 * 1024 * 1024;

export interface Page {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page on 127.0.0.1. `port` 0 takes a free one. */
export async function startPage(options: PageWorld & { readonly port: number }): Promise<Page> {
  const bundle = await bundleWebApp();
  const server = fastify({ bodyLimit: LARGEST_UPLOAD_BYTES, forceCloseConnections: true });
  guardPage(server);
  serveApp(server, bundle);
  serveState(server, options);
  serveActs(server, options);
  serveEvents(server, options);
  serveFiles(server, options);
  server.setErrorHandler((error, _request, reply) => {
    const isTheirs = error instanceof z.ZodError || statusOf(error) < 500;
    return reply.code(isTheirs ? 400 : 500).send({ error: error instanceof Error ? error.message : String(error) });
  });

  await server.listen({ host: "127.0.0.1", port: options.port });
  // Safe: a server that listens on a host and port has an address with a port.
  const { port } = server.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

function serveApp(server: FastifyInstance, bundle: Bundle): void {
  const answers = {
    "/": { type: "text/html; charset=utf-8", body: DOCUMENT },
    "/app.js": { type: "text/javascript; charset=utf-8", body: bundle.script },
    "/app.css": { type: "text/css; charset=utf-8", body: bundle.styles },
  };
  for (const [path, { type, body }] of Object.entries(answers)) {
    server.get(path, (_request, reply) => reply.type(type).send(body));
  }
}

const stateQuery = z.object({
  as: z.string(),
  slack: z.string().optional(),
  thread: z.string().optional(),
  discord: z.string().optional(),
});
const exchangesQuery = z.object({ slack: z.coerce.number().default(0), discord: z.coerce.number().default(0) });

function serveState(server: FastifyInstance, world: PageWorld): void {
  server.get("/state", (request, reply) => {
    const { as, slack, thread, discord } = stateQuery.parse(request.query);
    const person = world.people.find((candidate) => candidate.id === as) ?? world.people[0];
    if (person === undefined) return reply.code(404).send({ error: "Nobody lives here." });

    return reply.send(stateFor(world, { person, slackChannel: slack, slackThread: thread, discordChannel: discord }));
  });
  server.get("/exchanges", (request, reply) => reply.send(listExchanges(world, exchangesQuery.parse(request.query))));
}

const actQuery = z.object({ as: z.string() });
const actParams = z.object({ platform: z.enum(["slack", "discord"]), name: z.string() });
const readBody = z.object({
  platform: z.enum(["slack", "discord"]),
  channelId: z.string(),
  newest: z.string().regex(/^[\d.]+$/),
});

function serveActs(server: FastifyInstance, world: PageWorld): void {
  server.post("/read", (request, reply) => {
    const { as } = actQuery.parse(request.query);
    const { newest, ...place } = readBody.parse(request.body);
    world.markers.set({ personId: as, ...place }, newest);
    return reply.code(204).send();
  });

  server.post("/act/:platform/:name", async (request, reply) => {
    const { as } = actQuery.parse(request.query);
    const { platform, name } = actParams.parse(request.params);
    const performed = await perform(world, { as, platform, name, input: request.body });
    if (performed === undefined) return reply.code(404).send({ error: "Nobody can do that here." });
    if ("issue" in performed) return reply.code(400).send({ error: performed.issue });

    return reply.send(performed.result);
  });
}

interface Wish {
  readonly as: string;
  readonly platform: "slack" | "discord";
  readonly name: string;
  readonly input: unknown;
}

async function perform(
  world: PageWorld,
  { as, platform, name, input }: Wish,
): Promise<{ readonly result: unknown } | { readonly issue: string } | undefined> {
  const person = world.people.find((candidate) => candidate.id === as);
  if (platform === "slack" && person?.slackId !== undefined && isActOf(slackActs, name)) {
    return slackActs[name].perform(world.slack.as(person.slackId), input);
  }
  if (platform === "discord" && person?.discordId !== undefined && isActOf(discordActs, name)) {
    return discordActs[name].perform(world.discord.as(person.discordId), input);
  }
  return undefined;
}

function isActOf<Acts extends object>(acts: Acts, name: string): name is string & keyof Acts {
  return Object.hasOwn(acts, name);
}

function statusOf(error: unknown): number {
  return typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;
}

const DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Quartermaster playground</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%230f5c4d'/%3E%3Cpath d='M9 9h14v14H9z' fill='none' stroke='%23fff' stroke-width='3'/%3E%3Cpath d='m18 18 7 7' stroke='%23fff' stroke-width='3'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/app.css">
<script type="module" src="/app.js"></script>
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. It is served from your own machine.</noscript>
</body>
</html>
`;
