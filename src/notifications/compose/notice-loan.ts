import type { LoanFacts } from "../../domain/quotas/events.ts";
import type { Message } from "../message.ts";
import type { Notices } from "./notice.ts";

const loans = { label: "Loans", call: { command: "quota loans", input: {} } };

/** News about loans, for who proposed them; how each stands is on its card. */
export const loanNotices: Notices<
  | "loan-offered"
  | "loan-accepted"
  | "loan-declined"
  | "loan-cancelled"
  | "loan-expired"
  | "loan-ending"
  | "loan-returned"
> = {
  "loan-offered": ({ loan }) => told(loan, loan.askedFor ? "is asked for" : "is offered"),

  "loan-accepted": ({ loan }) => ({
    ...told(loan, "was accepted"),
    tone: "success",
    lines: [["It counts from now on, and goes back by itself ", { time: new Date(loan.until) }, "."]],
  }),

  "loan-declined": ({ loan }) => ({ ...told(loan, "was declined"), tone: "warning" }),
  "loan-cancelled": ({ loan }) => told(loan, "was taken back"),

  "loan-expired": ({ loan }) => ({
    ...told(loan, "expired"),
    tone: "warning",
    lines: [`Nobody at ${loan.askedFor ? loan.lender.name : loan.borrower.name} answered in time.`],
  }),

  "loan-ending": ({ loan }) => ({
    ...told(loan, "goes back soon"),
    tone: "warning",
    lines: [
      ["It goes back by itself ", { time: new Date(loan.until) }, "."],
      `What ${loan.borrower.name} has used of it by then stays used; nothing that runs is stopped.`,
    ],
    actions: [loans, { label: "Request more", call: { command: "quota request", input: {}, form: true } }],
  }),

  "loan-returned": ({ loan, used, usedShown, early }) => ({
    ...told(loan, early ? "was returned early" : "was returned"),
    lines: [used === "0" ? "Nothing of it was used." : `${usedShown} of it were used; the rest went back.`],
  }),
};

function told({ shown, lender, borrower }: LoanFacts, how: string): Message {
  return {
    tone: "neutral",
    title: `The loan of ${shown} from ${lender.name} to ${borrower.name} ${how}`,
    actions: [loans],
  };
}
