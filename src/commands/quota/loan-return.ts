import { returnLoan } from "../../domain/loans/return-loan.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { loanId, loanName } from "./loan-words.ts";

export const loanReturn = defineCommand({
  name: ["loan", "return"],
  title: "Return a loan",
  submit: "Return",
  summary: "Return what is not used of borrowed quota before its time",
  group: "See and change limits",
  effect: "changes",
  hidden: true,
  args: { loan: required(loanId, "Which loan; use the button in the list of loans") },
  example: "loan return 01890000-0000-7000-8000-000000000000",
  tells: "Whoever proposed it; the messages of both organizations' admins say so.",

  async run(context, { loan: id }) {
    const loan = await returnLoan(context, { loanId: id });
    const used = loan.usedAmount ?? 0n;
    return {
      tone: "success",
      title: `Returned ${loanName(loan)}`,
      lines: [
        used === 0n ? "Nothing of it was used." : `${showOf(loan.meter, used)} of it were used; the rest went back.`,
        "Nothing that runs is stopped.",
      ],
      actions: [button("Loans", "quota loans")],
    };
  },
});
