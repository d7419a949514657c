import type { LoanAction } from "../../domain/loans/list-loans.ts";
import type { LoanView } from "../../domain/loans/loan.ts";
import type { Proposed } from "../../domain/loans/propose-loan.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { isId } from "../../domain/id.ts";
import type { Button } from "../../notifications/message.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";
import type { Reply } from "../reply.ts";
import { button, fact, listed } from "../words.ts";

/** A loan by its id, which buttons give. */
export const loanId: Kind<string> = {
  kind: "text",
  label: "Loan",
  field: "line",
  read: (typed, field) =>
    isId(typed.toLowerCase())
      ? given(typed.toLowerCase())
      : notA(field, typed, "a loan, by its button in the list of loans"),
};

/** "40 GPU hours from Vision Lab to Optics". */
export function loanName({ meter, amount, lender, borrower }: LoanView): string {
  return `${showOf(meter, amount)} from ${lender.name} to ${borrower.name}`;
}

/** The answer to whoever offers quota, or asks for some. */
export function proposed({ loan, asked }: Proposed): Reply {
  const { askedFor, until, offerEndsAt } = loan;
  return {
    tone: "success",
    title: `${askedFor ? "Asked for" : "Offered"} ${loanName(loan)}`,
    lines: [
      `${listed(asked.map(({ name }) => name))} can ${askedFor ? "lend it" : "accept"} or decline. The message that you have about it shows how it goes.`,
    ],
    facts: [
      fact(askedFor ? "Goes back" : "Comes back", [{ time: until }]),
      fact("Answer until", [{ time: offerEndsAt }]),
    ],
    actions: [actionButton(loan, "cancel"), button("Loans", "quota loans")],
  };
}

const labels: Readonly<Record<LoanAction, string>> = {
  accept: "Accept",
  decline: "Decline",
  cancel: "Cancel",
  return: "Return now",
};

/** The button for what somebody may do with a loan. */
export function actionButton({ id }: LoanView, action: LoanAction): Button {
  const style = action === "accept" ? ({ style: "primary" } as const) : {};
  return button(labels[action], `loan ${action}`, { loan: id }, style);
}
