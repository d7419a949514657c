import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { showAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { chainOf } from "../organizations/tree.ts";
import type { TreeNode } from "../organizations/tree.ts";
import type { LimitState } from "../quotas/limit.ts";
import { broadest } from "../quotas/window-breadth.ts";
import { showOf } from "../requests/show-of.ts";
import { requireOwnToLend } from "./own-to-lend.ts";
import { limitsOf } from "./read-loan.ts";
import { unusedUntil } from "./unused.ts";

interface Lending {
  readonly lender: Ref;
  readonly borrower: Ref;
  readonly meter: Meter;
  readonly amount: Units;
  /** When it goes back. */
  readonly until: Date;
}

/**
 * What is lent must move something: both have a limit of the meter over the same time, neither is part of the other, and
 * what binds the lender from above binds the borrower, too. Refuses with `loan-within-one`, `nothing-limited`,
 * `loan-windows-differ`, `loan-out-of-pool`.
 */
export async function requireLendable(
  tx: Transaction,
  context: Context,
  loan: Lending,
): Promise<readonly LimitState[]> {
  const { lender, borrower, meter } = loan;
  const { tenantId } = context;
  const above = await chainOf(tx, { tenantId, organizationId: lender.id });
  const aboveBorrower = await chainOf(tx, { tenantId, organizationId: borrower.id });
  if (isIn(above, borrower) || isIn(aboveBorrower, lender))
    refuse({ kind: "loan-within-one", lender: lender.name, borrower: borrower.name });

  const organizationIds = [lender.id, borrower.id];
  const [all = [], borrowed = []] = await limitsOf(tx, context, { organizationIds, meter: meter.name });
  // What refuses nothing is no quota that could be given away.
  const lent = all.filter(({ limit }) => limit.model !== "notify_only");
  if (lent.length === 0) refuse({ kind: "nothing-limited", subject: lender.name, meter: meter.label });
  const widest = broadest(borrowed);
  if (!widest) return refuse({ kind: "nothing-limited", subject: borrower.name, meter: meter.label });

  const { window } = widest.limit;
  if (!lent.some(({ limit }) => limit.window === window))
    refuse({ kind: "loan-windows-differ", lender: lender.name, borrower: borrower.name, window });
  await requireOwnToLend(tx, context, { lender, borrower, meter, above, aboveBorrower });
  return lent;
}

function isIn(chain: readonly TreeNode[], organization: Ref): boolean {
  return chain.some(({ id }) => id === organization.id);
}

/**
 * Only what is not used of the lender's own limits, and stays its own until then, is lent, and in all no more than the bound that is set with them, if
 * one is. Refuses with `loan-exceeds-unused`, `loan-exceeds-bounds`, and as `requireLendable`.
 */
export async function requireUnused(tx: Transaction, context: Context, loan: Lending): Promise<void> {
  const { lender, meter, amount, until } = loan;
  const limits = await requireLendable(tx, context, loan);
  const unused = least(limits.map((state) => unusedUntil(state, until)));
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
