import type { LoanProblem } from "../../domain/loans/problems.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import type { Inline } from "../../notifications/message.ts";
import { button, formButton } from "../words.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

const ledger = button("Loans", "quota loans");

export const loanWords: WordsFor<LoanProblem> = {
  "loan-exceeds-unused": ({ lender, unused }, asking) => ({
    what: `${lender} has not that much to lend.`,
    rule: `Only what is neither used nor reserved is lent: that is ${unused} now.`,
    next: "Lend less, or wait until there is more.",
    ...again(asking),
  }),
  "loan-exceeds-bounds": ({ lender, most, lent }, asking) => ({
    what: `${lender} may not lend that much.`,
    rule: `At most ${most} may be lent at a time, as is set with its limit; ${lent} is lent already.`,
    next: "Lend less, or wait until something comes back.",
    ...again(asking),
  }),
  "loan-within-one": ({ lender, borrower }) => ({
    what: `${lender} can't lend to ${borrower}.`,
    rule: "What an organization uses counts in those above it, so that they share their quota already.",
    next: "Set the limits within it instead.",
    actions: [button("Limits", "quota show")],
  }),
  "loan-out-of-pool": ({ lender, borrower, pool }) => ({
    what: `${lender} can't lend to ${borrower}.`,
    rule: pool
      ? `What ${lender} has is part of the pool of ${pool}, and ${borrower} stands outside of it.`
      : `Nothing of what ${lender} has was set by an admin of the installation, and only that is lent.`,
    next: pool ? `Ask whoever lends for ${pool}.` : "Ask an admin of the installation for a limit.",
    actions: [ledger],
  }),
  "loan-windows-differ": ({ lender, borrower, window }) => ({
    what: `${lender} can't lend to ${borrower}: their limits run over different times.`,
    rule: `${borrower} is limited by ${windowWords(window)} at most, and ${lender} has no such limit.`,
    next: "Ask an admin to give both a limit over the same time.",
  }),
  "loan-not-yours": ({ organization }) => ({
    what: `That is for ${organization} to decide.`,
    rule: "One side of a loan proposes it, the other answers.",
    next: "Wait for them; what you proposed you can take back.",
    actions: [ledger],
  }),
  "loan-ended": (problem) => ended(problem),
};

const states: Readonly<Record<string, string>> = {
  offered: "waits for an answer",
  active: "was accepted",
  returned: "was returned",
  declined: "was declined",
  cancelled: "was taken back",
  expired: "has expired",
};

function ended({ state, by, at }: Extract<LoanProblem, { kind: "loan-ended" }>): Explanation {
  const who = by ? ` by ${by}` : "";
  const when: readonly Inline[] = at ? ["That was on ", { time: new Date(at) }, ". "] : [];
  return {
    what: `This loan ${states[state] ?? "is over"}${who}.`,
    rule: [...when, "The first answer counts, and nothing has changed now."],
    next: "Look at how it stands.",
    actions: [ledger],
  };
}

function again({ call }: Asking): Pick<Explanation, "actions"> {
  return call && "amount" in call.input ? { actions: [formButton("Change it", call.command, call.input)] } : {};
}
