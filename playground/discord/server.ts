import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import type { Snowflake } from "discord-api-types/v10";
import { createExchangeLog } from "../shared/exchange-log.ts";
import { createFaults } from "../shared/faults.ts";
import type { DiscordPerson, LocalDiscord } from "./contract.ts";
import { closeHub, createHub, dispatch } from "./gateway/hub.ts";
import { serveGateway } from "./gateway/serve.ts";
import type { LocalDiscordOptions } from "./options.ts";
import { createPerson } from "./person/person.ts";
import { createApi } from "./rest/api.ts";
import { serveFile } from "./rest/cdn.ts";
import { directChannel } from "./world/channels.ts";
import { commandsFor } from "./world/commands.ts";
import { createWorld } from "./world/create.ts";
import { readSnapshot, restore, takeSnapshot } from "./world/snapshot.ts";
import { settingsOf } from "./world/settings.ts";
import type { World } from "./world/world.ts";

const OPENAPI = fileURLToPath(new URL("../../../shared/contracts/discord-openapi.json", import.meta.url));
const EXCHANGES = 500;
/** Interaction tokens all begin with the base64 of `interaction:`. */
const INTERACTION_TOKEN = /aW50ZXJhY3Rpb246[\w-]+/gu;

/** Starts a Discord of one's own on 127.0.0.1 and resolves when it listens. */
export async function startLocalDiscord(options: LocalDiscordOptions): Promise<LocalDiscord> {
  const token = options.token ?? madeUpToken(options.application.botUserId);
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  const world = populated(options, origin);
  const faults = createFaults();
  const exchanges = createExchangeLog({ capacity: EXCHANGES, redact: (text) => redacted(text, token) });
  const hub = createHub(world, faults);
  world.dispatch = (event) => dispatch(hub, event);

  const gatewayUrl = `ws://127.0.0.1:${port}/gateway`;
  const gateway = serveGateway({ hub, server, token, url: gatewayUrl, exchanges });
  const api = createApi({
    world,
    token,
    gateway: { url: gatewayUrl, startsLeft: () => hub.startsLeft },
    faults,
    exchanges,
    openApiPath: options.openApiPath ?? OPENAPI,
  });
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/api/") === true) answer(response, api(request, response));
    else serveFile(world, request, response);
  });

  const { watch, onChange } = createChanges(world);
  const people = new Map(options.people.map((seed) => [seed.id, createPerson(world, seed.id, watch)]));
  return {
    apiUrl: `${origin}/api`,
    cdnUrl: origin,
    token,
    people: options.people,
    as: (userId) => personOf(people, userId),
    faults,
    gateway,
    exchanges,
    settings: settingsOf(world),
    commands: () => commandsFor(world, options.guild.id),
    onChange,
    snapshot: () => takeSnapshot(world),
    close: async () => {
      closeHub(hub);
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function populated(options: LocalDiscordOptions, cdnUrl: string): World {
  const state = options.snapshot && readSnapshot(options.snapshot, cdnUrl);
  const world = createWorld(options, state?.newestId);
  world.cdnUrl = cdnUrl;
  if (state !== undefined) restore(world, state);
  for (const person of options.people) directChannel(world, person.id);
  return world;
}

function redacted(text: string, token: string): string {
  return text.replaceAll(token, "(token)").replaceAll(INTERACTION_TOKEN, "(token)");
}

function personOf(people: ReadonlyMap<Snowflake, DiscordPerson>, userId: Snowflake): DiscordPerson {
  const person = people.get(userId);
  if (person === undefined) throw new Error(`Nobody here has the id ${userId}`);
  return person;
}

type ChangeListener = (change: { readonly peopleIds: readonly Snowflake[] }) => void;

function createChanges(world: World) {
  const listeners = new Set<ChangeListener>();
  world.changed = (peopleIds) => {
    for (const listener of listeners) listener({ peopleIds });
  };
  const onChange = (listener: ChangeListener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const watch = (personId: Snowflake, listener: () => void): (() => void) =>
    onChange((change) => {
      if (change.peopleIds.includes(personId)) listener();
    });
  return { watch, onChange };
}

/** A fault of the playground's own ends the request; tests must not hang on it. */
function answer(response: ServerResponse, done: Promise<void>): void {
  done.catch((error: unknown) => {
    process.stderr.write(`The local Discord failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    response.destroy();
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
    });
  });
}

/** Real tokens begin with the base64 of the bot's id, and discord.js reads it there. */
function madeUpToken(botUserId: Snowflake): string {
  const parts = [Buffer.from(botUserId), randomBytes(4), randomBytes(28)];
  return parts.map((part) => part.toString("base64url")).join(".");
}
