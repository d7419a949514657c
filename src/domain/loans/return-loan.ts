import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { writeAmount } from "../meters/amount.ts";
import { showOf } from "../requests/show-of.ts";
import { requireState } from "./answer-loan.ts";
import { factsOf, usedOf } from "./loan.ts";
import type { LoanView } from "./loan.ts";
import { actFor, holdUse, lockLoan } from "./lock-loan.ts";
import { findLoan, limitsOf, readLoan } from "./read-loan.ts";

const BATCH = 100;

/** Gives back, before its time, what has not been used of a loan. Refuses with `loan-ended`. */
export async function returnLoan(context: Context, { loanId }: { readonly loanId: string }): Promise<LoanView> {
  return transaction(context.db, async (tx) => {
    const loan = await lockLoan(tx, context, loanId);
    await actFor(tx, context, loan, "borrower");
    requireState("active", loan);

    return giveBack(tx, context, { loan, early: true });
  });
}

/** Run by the clock: loans whose time is over go back. What is running goes on. Returns how many. */
export async function returnLoans(world: World): Promise<number> {
  const due = await world.db.quotaLoan.findMany({
    where: { state: "active", until: { lte: world.now } },
    orderBy: { until: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true },
  });

  let returned = 0;
  for (const { id, tenantId } of due) {
    const context = systemContext(world, tenantId);
    returned += await transaction(world.db, async (tx) => {
      const loan = await lockLoan(tx, context, id);
      if (loan.state !== "active" || loan.until > world.now) return 0;

      await giveBack(tx, context, { loan, early: false });
      return 1;
    });
  }
  return returned;
}

/** Run by the clock: ends the offers that nobody has answered in time. Returns how many. */
export async function expireLoans(world: World): Promise<number> {
  const { now } = world;
  const overdue = { state: "offered", offerEndsAt: { lte: now } } as const;
  const found = await world.db.quotaLoan.findMany({
    where: overdue,
    orderBy: { offerEndsAt: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true },
  });

  let expired = 0;
  for (const { id, tenantId } of found) {
    expired += await transaction(world.db, async (tx) => {
      const { count } = await tx.quotaLoan.updateMany({
        where: { id, ...overdue },
        data: { state: "expired", answeredAt: now },
      });
      const loan = count === 1 ? await readLoan(tx, world, { id, tenantId }) : undefined;
      if (!loan) return 0;

      await record(tx, systemContext(world, tenantId), { kind: "loan-expired", loan: factsOf(loan) });
      return 1;
    });
  }
  return expired;
}

interface Returning {
  readonly loan: LoanView;
  readonly early: boolean;
}

/** What the borrower has used of it stays used: only the rest goes back. */
async function giveBack(tx: Transaction, context: Context, { loan, early }: Returning): Promise<LoanView> {
  const { now, tenantId } = context;
  const { id, meter, borrower } = loan;
  await holdUse(tx, context);
  const [limits = []] = await limitsOf(tx, context, { organizationIds: [borrower.id], meter: meter.name });
  const running = await tx.quotaLoan.findMany({
    where: { tenantId, borrowerId: borrower.id, meter: meter.name, state: "active" },
    select: { id: true, amount: true, until: true },
  });
  const usedAmount = usedOf(loan, limits, running);
  await tx.quotaLoan.update({ where: { id }, data: { state: "returned", returnedAt: now, usedAmount } });
  const returned = await findLoan(tx, context, { id, tenantId });
  const used = { used: writeAmount(meter, usedAmount), usedShown: showOf(meter, usedAmount) };
  await record(tx, context, { kind: "loan-returned", loan: factsOf(returned), ...used, early });
  return returned;
}
