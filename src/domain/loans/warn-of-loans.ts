import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { WARNED_BEFORE_MS } from "../quotas/end-grants.ts";
import { factsOf } from "./loan.ts";
import { readLoan } from "./read-loan.ts";

const BATCH = 100;

/** Run by the clock: warns both sides, once, of loans that go back within a day; of shorter ones nobody is. Returns how many. */
export async function warnOfLoans(world: World): Promise<number> {
  const { db, now } = world;
  const soon = new Date(now.getTime() + WARNED_BEFORE_MS);
  const due = { state: "active", warnedAt: null, until: { gt: now, lte: soon } } as const;
  const found = await db.quotaLoan.findMany({
    where: due,
    orderBy: { until: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true },
  });

  let warned = 0;
  for (const { id, tenantId } of found) {
    warned += await transaction(db, async (tx) => {
      const { count } = await tx.quotaLoan.updateMany({ where: { ...due, id }, data: { warnedAt: now } });
      const loan = count === 1 ? await readLoan(tx, world, { id, tenantId }) : undefined;
      if (!loan || isShort(loan)) return 0;

      await record(tx, systemContext(world, tenantId), { kind: "loan-ending", loan: factsOf(loan) });
      return 1;
    });
  }
  return warned;
}

function isShort({ startsAt, until }: { readonly startsAt: Date | null; readonly until: Date }): boolean {
  return until.getTime() - (startsAt?.getTime() ?? 0) <= WARNED_BEFORE_MS;
}
