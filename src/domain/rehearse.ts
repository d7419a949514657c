import type { Database, Transaction } from "../storage/database.ts";
import { shareQueue } from "../storage/queue.ts";
import { whatIf } from "./what-if.ts";

/**
 * As `whatIf`, for verbs, which open transactions of their own one after the other: they are given a client whose
 * transactions are savepoints of the one that is undone. What they queue is undone with it.
 */
export async function rehearse<Result>(db: Database, work: (db: Database) => Promise<Result>): Promise<Result> {
  return whatIf(db, (tx) => {
    const inner = within(tx);
    shareQueue(db, inner);
    return work(inner);
  });
}

function within(tx: Transaction): Database {
  let savepoints = 0;
  async function nested<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    savepoints += 1;
    const name = `rehearsed_${savepoints}`;
    await tx.$executeRawUnsafe(`SAVEPOINT ${name}`);
    try {
      const result = await work(tx);
      await tx.$executeRawUnsafe(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      await tx.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${name}`);
      throw error;
    }
  }

  const inner = new Proxy(tx, {
    get: (target, key): unknown => (key === "$transaction" ? nested : Reflect.get(target, key)),
  });
  // Safe: a transaction's client is a database's without $transaction, which was just added.
  return inner as Database;
}
