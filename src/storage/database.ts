import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client.ts";
import type { Prisma } from "./generated/client.ts";
import { readThrough } from "./read.ts";

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
    // Compiling short statements takes far longer than running them, and over partitions every server thinks it pays.
    options: "-c timezone=UTC -c jit=off",
  });
  // An idle connection that the server drops is replaced at the next query; without a listener Node would exit.
  pool.on("error", () => undefined);
  const db = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }) });
  readThrough(db, pool);
  return {
    db,
    pool,
    async close() {
      await db.$disconnect();
      await pool.end();
    },
  };
}

/** Statements that differ only in the length of a list could go on for ever; what comes after these is not prepared. */
const MOST_STATEMENTS = 1_000;
const UNPREPARED = "";

/** Prepared statements spare PostgreSQL from parsing and planning what it has seen: most of the cost of a short query. */
function statementNames() {
  const names = new Map<string, string>();
  return ({ sql }: { readonly sql: string }): string => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_STATEMENTS) return UNPREPARED;
    const name = `qm_${createHash("sha256").update(sql).digest("hex").slice(0, 24)}`;
    names.set(sql, name);
    return name;
  };
}
