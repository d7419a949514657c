import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { showAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { chainOf } from "../organizations/tree.ts";
import type { LimitState } from "../quotas/limit.ts";
import { leftOf } from "../quotas/over.ts";
import { broadest } from "../quotas/window-breadth.ts";
import { showOf } from "../requests/show-of.ts";
import { limitsOf } from "./read-loan.ts";

interface Lending {
  readonly lender: Ref;
  readonly borrower: Ref;
  readonly meter: Meter;
  readonly amount: Units;
}

/**
 * What is lent must move something: both have a limit of the meter over the same time, and neither is part of the other.
 * Refuses with `loan-within-one`, `nothing-limited`, `loan-windows-differ`.
 */
export async function requireLendable(
  tx: Transaction,
  context: Context,
  loan: Lending,
): Promise<readonly LimitState[]> {
  const { lender, borrower, meter } = loan;
  if (await isWithinOne(tx, context, loan))
    refuse({ kind: "loan-within-one", lender: lender.name, borrower: borrower.name });

  const organizationIds = [lender.id, borrower.id];
  const [lent = [], borrowed = []] = await limitsOf(tx, context, { organizationIds, meter: meter.name });
  if (lent.length === 0) refuse({ kind: "nothing-limited", subject: lender.name, meter: meter.label });
  const widest = broadest(borrowed);
  if (!widest) return refuse({ kind: "nothing-limited", subject: borrower.name, meter: meter.label });

  const { window } = widest.limit;
  if (!lent.some(({ limit }) => limit.window === window))
    refuse({ kind: "loan-windows-differ", lender: lender.name, borrower: borrower.name, window });
  return lent;
}

async function isWithinOne(
  tx: Transaction,
  { tenantId }: Context,
  { lender, borrower }: Pick<Lending, "lender" | "borrower">,
): Promise<boolean> {
  const above = await chainOf(tx, { tenantId, organizationId: borrower.id });
  const aboveLender = await chainOf(tx, { tenantId, organizationId: lender.id });
  return above.some(({ id }) => id === lender.id) || aboveLender.some(({ id }) => id === borrower.id);
}

/**
 * Only what is not used of the lender's own limits is lent, and in all no more than the bound that is set with them, if
 * one is. Refuses with `loan-exceeds-unused`, `loan-exceeds-bounds`, and as `requireLendable`.
 */
export async function requireUnused(tx: Transaction, context: Context, loan: Lending): Promise<void> {
  const { lender, meter, amount } = loan;
  const limits = await requireLendable(tx, context, loan);
  const unused = least(limits.map((state) => leftOf(state)));
  if (unused !== null && amount > unused)
    refuse({ kind: "loan-exceeds-unused", lender: lender.name, unused: showOf(meter, unused) });

  const most = least(limits.map(({ limit }) => limit.lendingLimit));
  if (most === null) return;
  const lent = await lentBy(tx, context, loan);
  if (lent + amount > most) {
    const shown = { most: showAmount(meter, most), lent: showAmount(meter, lent) };
    refuse({ kind: "loan-exceeds-bounds", lender: lender.name, ...shown });
  }
}

function least(amounts: readonly (Units | null)[]): Units | null {
  return amounts.reduce(
    (smallest, one) => (one !== null && (smallest === null || one < smallest) ? one : smallest),
    null,
  );
}

async function lentBy(tx: Transaction, { tenantId }: Context, { lender, meter }: Lending): Promise<Units> {
  const { _sum: sum } = await tx.quotaLoan.aggregate({
    where: { tenantId, lenderId: lender.id, meter: meter.name, state: "active" },
    _sum: { amount: true },
  });
  return sum.amount ?? 0n;
}
