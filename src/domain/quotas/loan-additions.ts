import type { Units } from "../meters/meter.ts";
import type { Addition, Limit } from "./limit.ts";
import type { LimitFacts, LoanFact } from "./path-facts.ts";
import type { CountedSubject } from "./subject.ts";
import type { Span } from "./window-at.ts";
import { NOW } from "./window.ts";

/**
 * What an organization has lent and borrowed (demand D-10). While a loan runs all of it has moved; what the borrower
 * had used of it when it was returned stays moved until the window ends.
 */
export function loanAdditions(
  limit: Limit,
  subject: CountedSubject,
  span: Span,
  { loansOf, now }: LimitFacts,
): readonly Addition[] {
  if (subject.scope !== "organization") return [];
  const { organizationId } = subject;
  return loansOf(organizationId)
    .filter(({ meter, startsAt }) => meter === limit.meter && startsAt <= now)
    .flatMap((loan) => {
      const isLent = loan.lenderId === organizationId;
      const moved = movedBy(loan, limit.window, { span, now, isLent });
      return moved === 0n ? [] : [additionOf(loan, isLent, moved)];
    });
}

interface Moving {
  readonly span: Span;
  readonly now: Date;
  readonly isLent: boolean;
}

function movedBy(loan: LoanFact, window: string, { span, now, isLent }: Moving): Units {
  // Between its end and its return nobody has it: the borrower no longer, the lender not before what was used is known.
  if (loan.state === "active") return isLent || now < loan.until ? loan.amount : 0n;
  const isOfThisWindow = loan.returnedAt !== null && loan.returnedAt > span.startsAt && window !== NOW;
  return loan.state === "returned" && isOfThisWindow ? (loan.usedAmount ?? 0n) : 0n;
}

function additionOf(loan: LoanFact, isLent: boolean, moved: Units): Addition {
  const { id, startsAt: from, until, lender, borrower, reason } = loan;
  return isLent
    ? { kind: "lent", id, amount: -moved, from, until, by: borrower, reason }
    : { kind: "borrowed", id, amount: moved, from, until, by: lender, reason };
}
