import type { Transaction } from "../../storage/database.ts";
import type { LoanState } from "../../storage/generated/enums.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { reasonOf } from "../requests/reason.ts";
import { answeringSide, factsOf, problemUnless, proposingSide } from "./loan.ts";
import type { LoanView } from "./loan.ts";
import { actFor, holdUse, lockLoan } from "./lock-loan.ts";
import { findLoan } from "./read-loan.ts";
import { requireUnused } from "./require-lendable.ts";

interface Which {
  readonly loanId: string;
}

/**
 * Takes an offer, or gives what was asked for: the quota moves at once. The first answer counts; later ones are refused
 * with `loan-ended`. Refuses also as `requireUnused` does.
 */
export async function acceptLoan(context: Context, { loanId }: Which): Promise<LoanView> {
  return transaction(context.db, async (tx) => {
    const loan = await lockOffer(tx, context, loanId);
    await actFor(tx, context, loan, answeringSide(loan));
    requireState("offered", loan);
    await holdUse(tx, context);
    await requireUnused(tx, context, loan);

    const accepted = await answer(tx, context, loan, "active");
    await record(tx, context, { kind: "loan-accepted", loan: factsOf(accepted) });
    return accepted;
  });
}

/** Says no to an offer, or to what was asked for. Refuses with `loan-ended`. */
export async function declineLoan(
  context: Context,
  { loanId, reason }: Which & { readonly reason?: string | undefined },
): Promise<LoanView> {
  const why = reason ? reasonOf(reason) : undefined;
  return transaction(context.db, async (tx) => {
    const loan = await lockOffer(tx, context, loanId);
    await actFor(tx, context, loan, answeringSide(loan));
    requireState("offered", loan);

    const declined = await answer(tx, context, loan, "declined");
    await record(tx, context, { kind: "loan-declined", loan: factsOf(declined) }, { reason: why });
    return declined;
  });
}

/** Takes a proposal back, for the side that made it. Refuses with `loan-ended`. */
export async function cancelLoan(context: Context, { loanId }: Which): Promise<LoanView> {
  return transaction(context.db, async (tx) => {
    const loan = await lockOffer(tx, context, loanId);
    await actFor(tx, context, loan, proposingSide(loan));
    requireState("offered", loan);

    const cancelled = await answer(tx, context, loan, "cancelled");
    await record(tx, context, { kind: "loan-cancelled", loan: factsOf(cancelled) });
    return cancelled;
  });
}

async function lockOffer(tx: Transaction, context: Context, id: string): Promise<LoanView> {
  requirePerson(context);
  return lockLoan(tx, context, id);
}

/** Refuses a loan that is not in this state, with how it ended. */
export function requireState(wanted: "offered" | "active", loan: LoanView): void {
  const problem = problemUnless(wanted, loan);
  if (problem) refuse(problem);
}

async function answer(tx: Transaction, context: Context, { id }: LoanView, state: LoanState): Promise<LoanView> {
  const { now, tenantId } = context;
  const { id: answeredById } = requirePerson(context);
  const starts = state === "active" ? { startsAt: now } : {};
  await tx.quotaLoan.update({ where: { id }, data: { state, answeredById, answeredAt: now, ...starts } });
  return findLoan(tx, context, { id, tenantId });
}
