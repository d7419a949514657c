import { acceptLoan } from "../../domain/loans/answer-loan.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";
import { loanId, loanName } from "./loan-words.ts";

export const loanAccept = defineCommand({
  name: ["loan", "accept"],
  title: "Accept a loan",
  submit: "Accept",
  summary: "Accept quota that another organization offers, or lend what it asks for",
  group: "See and change limits",
  effect: "changes",
  hidden: true,
  args: { loan: required(loanId, "Which loan; use the button in the list of loans") },
  example: "loan accept 01890000-0000-7000-8000-000000000000",
  tells: "Whoever proposed it.",

  async run(context, { loan: id }) {
    const loan = await acceptLoan(context, { loanId: id });
    return {
      tone: "success",
      title: `Accepted: ${loanName(loan)}`,
      lines: ["It counts from now on."],
      facts: [fact(loan.askedFor ? "Comes back" : "Goes back", [{ time: loan.until }])],
      actions: [button("Loans", "quota loans")],
    };
  },
});
