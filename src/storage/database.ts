import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client.ts";
import type { Prisma } from "./generated/client.ts";

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** How to reach a PostgreSQL server: a connection string, or node-postgres' own settings. */
export type Address = pg.PoolConfig;

export interface Connection {
  readonly db: Database;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** A caller waits this long for a free connection or an unreachable server before it hears of it. */
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that takes longer is cancelled by the server, so that a hanging lock does not hold a command up. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Opens one pool, used by Prisma and by the job queue alike. Never throws: the first query finds out. */
export function connect(address: Address, maxConnections = 20): Connection {
  const pool = new pg.Pool({
    ...address,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: "quartermaster",
    // Dates go to raw SQL without a zone: in a session of another one they would be stored hours off.
    options: "-c timezone=UTC",
  });
  // An idle connection that the server drops is replaced at the next query; without a listener Node would exit.
  pool.on("error", () => undefined);
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    db,
    pool,
    async close() {
      await db.$disconnect();
      await pool.end();
    },
  };
}
