import { declineLoan } from "../../domain/loans/answer-loan.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { loanId, loanName } from "./loan-words.ts";

export const loanDecline = defineCommand({
  name: ["loan", "decline"],
  title: "Decline a loan",
  submit: "Decline",
  summary: "Decline quota that another organization offers, or asks for",
  group: "See and change limits",
  effect: "changes",
  hidden: true,
  args: {
    loan: required(loanId, "Which loan; use the button in the list of loans"),
    reason: arg.lines("Why; whoever proposed it reads it", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "loan decline 01890000-0000-7000-8000-000000000000",
  tells: "Whoever proposed it.",

  async run(context, { loan: id, reason }) {
    const loan = await declineLoan(context, { loanId: id, reason });
    return {
      tone: "success",
      title: `Declined ${loanName(loan)}`,
      lines: [`${loan.proposer.name} hears of it.`],
      actions: [button("Loans", "quota loans")],
    };
  },
});
