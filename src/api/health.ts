import type { FastifyInstance } from "fastify";
import type { Database } from "../storage/database.ts";

/** A part that the program needs before it can serve. */
export interface Part {
  readonly name: string;
  isReady(): boolean | Promise<boolean>;
}

const CHECK_LIMIT_MS = 2_000;

/** The database as a part: ready when it answers a query. */
export function databasePart(db: Database): Part {
  return {
    name: "database",
    async isReady() {
      await db.$queryRaw`SELECT 1`;
      return true;
    },
  };
}

/** GET /healthz: the process is alive. GET /readyz: every part is ready; else 503, naming those that are not. */
export function serveHealth(server: FastifyInstance, parts: readonly Part[]): void {
  server.get("/healthz", async () => ({ alive: true }));

  server.get("/readyz", async (_request, reply) => {
    const states = await Promise.all(parts.map(async (part) => [part.name, await isReady(part)] as const));
    const waitingFor = states.filter(([, ready]) => !ready).map(([name]) => name);
    return reply.code(waitingFor.length === 0 ? 200 : 503).send({ ready: waitingFor.length === 0, waitingFor });
  });
}

/** A part that fails or hangs is not ready. */
async function isReady(part: Part): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_LIMIT_MS);
  });
  try {
    return await Promise.race([Promise.resolve(part.isReady()), limit]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
