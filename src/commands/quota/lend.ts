import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { howMuch, ownSide, propose, why } from "./proposal.ts";

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
    ...howMuch,
    to: arg.text("To which organization: its name, or @ and its short name", { label: "To" }),
    until: arg.until("Until when; then it comes back"),
    ...why,
    from: ownSide("From", "From which organization; your current one, when left out"),
  },
  example: "quota lend 40 gpu_hours to:@optics until:friday",
  moreExamples: ['quota lend 40 gpu_hours to:@optics until:3d from:vision-lab reason:"we are at a conference"'],
  tells: "Up to ten admins of the other organization; they accept or decline within 72 hours.",

  run(context, { to: other, from, ...proposal }) {
    return propose(context, { ...proposal, side: "lender", organizationId: from.organizationId, other });
  },
});
