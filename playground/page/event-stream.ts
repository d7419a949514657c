import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { PageWorld } from "./state.ts";

const TOGETHER_MS = 25;
const KEEP_ALIVE_MS = 20_000;

type News = "changed" | "exchanged";

/** Tells every open page that something changed (`changed`) or passed to or from the bot (`exchanged`). */
export function serveEvents(server: FastifyInstance, world: PageWorld): void {
  const pages = new Set<ServerResponse>();
  const send = (text: string) => {
    for (const page of pages) page.write(text);
  };
  const news = gather((kinds) => send(kinds.map((kind) => `event: ${kind}\ndata: {}\n\n`).join("")));
  const stop = [
    world.slack.onChange(() => news("changed")),
    world.discord.onChange(() => news("changed")),
    world.markers.onChange(() => news("changed")),
    world.slack.exchanges.onRecord(() => news("exchanged")),
    world.discord.exchanges.onRecord(() => news("exchanged")),
  ];
  const keepAlive = setInterval(() => send(": still here\n\n"), KEEP_ALIVE_MS).unref();

  server.get("/events", (request, reply) => {
    reply.hijack();
    const page = reply.raw;
    page.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    page.write("retry: 1000\nevent: changed\ndata: {}\n\n");
    pages.add(page);
    request.raw.on("close", () => pages.delete(page));
  });

  server.addHook("preClose", async () => {
    clearInterval(keepAlive);
    for (const end of stop) end();
    for (const page of pages) page.end();
  });
}

/** Calls `tell` once for everything that happens within a few milliseconds. */
function gather(tell: (kinds: readonly News[]) => void): (kind: News) => void {
  const waiting = new Set<News>();
  return (kind) => {
    if (waiting.size === 0) {
      setTimeout(() => {
        const kinds = [...waiting];
        waiting.clear();
        tell(kinds);
      }, TOGETHER_MS).unref();
    }
    waiting.add(kind);
  };
}
