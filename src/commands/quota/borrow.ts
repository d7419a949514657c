import { proposeLoan } from "../../domain/loans/propose-loan.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { amountSecond, meterFirst, sorted } from "./either-order.ts";
import { proposed } from "./loan-words.ts";

export const quotaBorrow = defineCommand({
  name: ["quota", "borrow"],
  title: "Borrow quota",
  submit: "Ask",
  summary: "Ask another organization for some of its quota until a day",
  details:
    "Once they lend it, it counts for your organization; then what you have not used goes back by itself, and you can return it earlier. Your own is used before what is borrowed.",
  group: "See and change limits",
  permission: "quota:lend",
  effect: "changes",
  args: {
    amount: required(amountSecond, "How much, such as 40"),
    meter: required(meterFirst, "Of what, such as gpu_hours"),
    from: arg.text("From which organization: its name, or @ and its short name", { label: "From" }),
    until: arg.until("Until when; then it goes back"),
    reason: arg.lines("Why; they read it", { optional: true, keyed: true, label: "Reason" }),
    to: arg.organization("For which organization; your current one, when left out", {
      default: "current",
      keyed: true,
      unasked: true,
      label: "To",
    }),
  },
  example: "quota borrow 40 gpu_hours from:@optics until:friday",
  tells: "Up to ten admins of the other organization; they answer within 72 hours.",

  async run(context, { from: other, until, reason, to, ...input }) {
    const { meter, amount } = sorted(input.meter, input.amount);
    const { organizationId } = to;
    const wanted = { meter, amount: amount.positiveOf(meter), until, reason };
    return proposed(await proposeLoan(context, { side: "borrower", organizationId, other, ...wanted }));
  },
});
