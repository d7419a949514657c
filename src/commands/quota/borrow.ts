import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { howMuch, ownSide, propose, why } from "./proposal.ts";

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
    ...howMuch,
    from: arg.text("From which organization: its name, or @ and its short name", { label: "From" }),
    until: arg.until("Until when; then it goes back"),
    ...why,
    to: ownSide("To", "For which organization; your current one, when left out"),
  },
  example: "quota borrow 40 gpu_hours from:@optics until:friday",
  tells: "Up to ten admins of the other organization; they answer within 72 hours.",

  run(context, { from: other, to, ...proposal }) {
    return propose(context, { ...proposal, side: "borrower", organizationId: to.organizationId, other });
  },
});
