import { cancelLoan } from "../../domain/loans/answer-loan.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { loanId, loanName } from "./loan-words.ts";

export const loanCancel = defineCommand({
  name: ["loan", "cancel"],
  title: "Take an offer back",
  submit: "Take back",
  summary: "Take an offer of quota back, or what was asked for, before it is answered",
  group: "See and change limits",
  effect: "changes",
  hidden: true,
  args: { loan: required(loanId, "Which loan; use the button in the list of loans") },
  example: "loan cancel 01890000-0000-7000-8000-000000000000",
  tells: "The messages of the other organization's admins say so.",

  async run(context, { loan: id }) {
    const loan = await cancelLoan(context, { loanId: id });
    return { tone: "success", title: `Took back ${loanName(loan)}`, actions: [button("Loans", "quota loans")] };
  },
});
