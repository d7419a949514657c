import type { Database } from "../../../src/storage/database.ts";
import { shareQueue } from "../../../src/storage/queue.ts";

export class Crash extends Error {}

/**
 * The same database, but its transactions fail at their nth statement, as when the program is killed there: what they did
 * is rolled back, and nothing comes after. Beyond their statements they go through.
 */
export function crashingAt(db: Database, statement: number): Database {
  let killed: Budget | undefined;
  const begin = (work: (tx: unknown) => Promise<unknown>, options: object) =>
    db.$transaction((tx) => {
      if (killed && killed.left < 0) throw new Crash();
      killed = { left: statement };
      const counting = countingDown(tx, killed);
      shareQueue(db, counting);
      return work(counting);
    }, options);
  return new Proxy(db, { get: (of, name) => (name === "$transaction" ? begin : Reflect.get(of, name)) });
}

interface Budget {
  left: number;
}

function countingDown<Target extends object>(target: Target, budget: Budget): Target {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name);
      if (typeof value === "function") return counted(value.bind(of), budget);
      return typeof value === "object" && value !== null && typeof name === "string" && !name.startsWith("_")
        ? countingDown(value, budget)
        : value;
    },
  });
}

function counted(call: (...given: unknown[]) => unknown, budget: Budget) {
  return (...given: unknown[]) => {
    budget.left -= 1;
    if (budget.left < 0) throw new Crash();
    return call(...given);
  };
}
