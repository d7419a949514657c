import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Transaction } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { shareQueue } from "./queue.ts";

const ATTEMPTS = 6;
const BACKOFF_MS = 10;
const WAIT_FOR_CONNECTION_MS = 10_000;
const TIMEOUT_MS = 15_000;
const MOST_WRAPPINGS = 4;

export interface TransactionOptions {
  /** Default: read committed, with the invariants' rows locked by the verb. */
  readonly serializable?: boolean;
}

/**
 * Runs work in one database transaction. Serialization failures and deadlocks are tried again, six times in all,
 * so work must have no effect outside of the transaction.
 */
export async function transaction<Result>(
  db: Database,
  work: (tx: Transaction) => Promise<Result>,
  options: TransactionOptions = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(
        (tx) => {
          shareQueue(db, tx);
          return work(tx);
        },
        {
          maxWait: WAIT_FOR_CONNECTION_MS,
          timeout: TIMEOUT_MS,
          isolationLevel: options.serializable ? "Serializable" : "ReadCommitted",
        },
      );
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
      await sleep(BACKOFF_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** True for what PostgreSQL asks to be tried again: 40001 serialization_failure, 40P01 deadlock_detected. */
export function isConflict(error: unknown): boolean {
  return sqlState(error) === "40001" || sqlState(error) === "40P01";
}

/** True when a unique constraint refused the write (23505). */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === "23505";
}

const SQLSTATE_OF_PRISMA: Readonly<Record<string, string>> = { P2002: "23505", P2034: "40001" };

/** PostgreSQL's code of an error, wherever it is wrapped. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const mapped = SQLSTATE_OF_PRISMA[error.code];
    return mapped ?? originalCode(error.meta);
  }
  return originalCode(error);
}

/** Finds PostgreSQL's own code in what Prisma and its adapter wrap around it. */
function originalCode(value: unknown, depth = 0): string | undefined {
  if (typeof value !== "object" || value === null || depth > MOST_WRAPPINGS) return undefined;
  const cause = "cause" in value ? value.cause : undefined;
  for (const [key, inner] of Object.entries({ ...value, cause })) {
    const found = isSqlState(key, inner) ? inner : originalCode(inner, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function isSqlState(key: string, value: unknown): value is string {
  return (key === "originalCode" || key === "code") && typeof value === "string" && /^[0-9A-Z]{5}$/.test(value);
}
