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

/** Whether the configuration's file as it is now can be used; where not, an earlier version of it is. */
export interface ConfigurationHealth {
  readonly valid: boolean;
  /** Where its first fault is, "quartermaster.yml:14:7": no word of what is written there. */
  readonly at?: string;
}

/** What may be told to whoever asks. */
export function configurationHealth({ file, problem }: { file?: string; problem?: string }): ConfigurationHealth {
  if (problem === undefined) return { valid: true };
  const place = /^[^\s:]+:\d+:\d+(?= )/u.exec(problem)?.[0] ?? file;
  return { valid: false, ...(place !== undefined && { at: place }) };
}

/** What /readyz asks. */
export interface Health {
  readonly parts: readonly Part[];
  /** Told, and no reason to serve nobody. */
  configuration?(): ConfigurationHealth;
}

/**
 * GET /healthz: the process is alive. GET /readyz: every part is ready; else 503, naming those that are not. A file that
 * cannot be used leaves it ready, since the one before stays in use.
 */
export function serveHealth(server: FastifyInstance, { parts, configuration }: Health): void {
  server.get("/healthz", async () => ({ alive: true }));

  server.get("/readyz", async (_request, reply) => {
    const states = await Promise.all(parts.map(async (part) => [part.name, await isReady(part)] as const));
    const waitingFor = states.filter(([, ready]) => !ready).map(([name]) => name);
    const ready = waitingFor.length === 0;
    return reply
      .code(ready ? 200 : 503)
      .send({ ready, waitingFor, ...(configuration && { configuration: configuration() }) });
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
