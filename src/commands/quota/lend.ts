import { proposeLoan } from "../../domain/loans/propose-loan.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { amountSecond, meterFirst, sorted } from "./either-order.ts";
import { proposed } from "./loan-words.ts";

export const quotaLend = defineCommand({
  name: ["quota", "lend"],
  title: "Lend quota",
  submit: "Offer",
  summary: "Offer another organization some of your quota until a day",
  details:
    "Only what is not used of your organization's own limit, and no more than may be lent of it. Once they accept, it counts for them; then what they have not used comes back by itself.",
  group: "See and change limits",
  permission: "quota:lend",
  effect: "changes",
  args: {
    amount: required(amountSecond, "How much, such as 40"),
    meter: required(meterFirst, "Of what, such as gpu_hours"),
    to: arg.text("To which organization: its name, or @ and its short name", { label: "To" }),
    until: arg.until("Until when; then it comes back"),
    reason: arg.lines("Why; they read it", { optional: true, keyed: true, label: "Reason" }),
    from: arg.organization("From which organization; your current one, when left out", {
      default: "current",
      keyed: true,
      unasked: true,
      label: "From",
    }),
  },
  example: "quota lend 40 gpu_hours to:@optics until:friday",
  moreExamples: ['quota lend 40 gpu_hours to:@optics until:3d from:vision-lab reason:"we are at a conference"'],
  tells: "Up to ten admins of the other organization; they accept or decline within 72 hours.",

  async run(context, { to: other, until, reason, from, ...input }) {
    const { meter, amount } = sorted(input.meter, input.amount);
    const { organizationId } = from;
    const wanted = { meter, amount: amount.positiveOf(meter), until, reason };
    return proposed(await proposeLoan(context, { side: "lender", organizationId, other, ...wanted }));
  },
});
