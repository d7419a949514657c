import type { Database, Transaction } from "../storage/database.ts";
import { transaction } from "../storage/transaction.ts";

/** Carries an answer out of a transaction that is to leave no trace. */
class Undone<Result> extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super("undone on purpose");
    this.result = result;
  }
}

/** Does the work, looks at what came of it, and undoes it: nothing is changed, whatever the work changes. */
export async function whatIf<Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  try {
    return await transaction<never>(db, async (tx) => {
      throw new Undone(await work(tx));
    });
  } catch (error) {
    // Safe: only the line above throws it, with this work's result.
    if (error instanceof Undone) return error.result as Result;
    throw error;
  }
}
