import type { Database, Transaction } from "../../storage/database.ts";
import type { Units } from "../meters/meter.ts";
import { UNANSWERED } from "./observe/idle-answers.ts";
import { readHolding } from "./observe/idle-things.ts";

export interface Reclaimed {
  readonly meter: string;
  readonly amount: Units;
  /** How many reservations. */
  readonly count: number;
}

/**
 * What was held and idle and has been released since then, by people or rules, by meter: for reports (D-09). Of these
 * organizations alone, where they are named.
 */
export async function reclaimed(
  db: Database | Transaction,
  tenantId: string,
  since: Date,
  organizationIds?: readonly string[] | null,
): Promise<readonly Reclaimed[]> {
  const rows = await db.alert.findMany({
    where: {
      tenantId,
      kind: "idle",
      resolution: "released",
      resolvedAt: { gte: since },
      ...(organizationIds && { organizationId: { in: [...organizationIds] } }),
      NOT: { subjectKey: { endsWith: UNANSWERED } },
    },
    select: { subjectKey: true, facts: true },
  });
  const once = new Map(rows.map(({ subjectKey, facts }) => [subjectKey, readHolding(facts).held]));
  const sums = new Map<string, Reclaimed>();
  for (const { meter, amount } of [...once.values()].flat()) {
    const known = sums.get(meter);
    sums.set(meter, { meter, amount: (known?.amount ?? 0n) + amount, count: (known?.count ?? 0) + 1 });
  }
  return [...sums.values()].toSorted((one, other) => one.meter.localeCompare(other.meter));
}
