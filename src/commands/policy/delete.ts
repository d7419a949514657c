import { deletePolicy, previewDeletion } from "../../domain/policies/delete-policy.ts";
import { triggerOf } from "../../domain/policies/policy.ts";
import { writeAmount } from "../../domain/meters/amount.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { countedSubjectOf } from "../../domain/quotas/subject-row.ts";
import { policyWords } from "../../notifications/compose/notice-pause.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { typedAgain } from "../quota/whose.ts";
import { button } from "../words.ts";
import { policy } from "./policy-arg.ts";

export const policyDelete = defineCommand({
  name: ["policy", "delete"],
  aliases: [
    ["policy", "remove"],
    ["policy", "unset"],
  ],
  title: "Delete a policy",
  submit: "Delete",
  summary: "Delete a policy; what it has paused may start again",
  group: "See and change limits",
  permission: "quota:set",
  effect: "changes",
  args: {
    policy: required(policy, "Which; part of how the list calls it, such as gpu_hours"),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, unasked: true, label: "Reason" }),
  },
  example: "policy delete gpu_hours",
  tells: "The person whom it was about; for an organization, its admins; and who had made it.",

  async confirm(context, { policy: policyId }) {
    const { facts, lifted } = await previewDeletion(context, { policyId });
    return {
      title: `Delete the policy for ${facts.subject}: ${policyWords(facts)}?`,
      lines: [
        lifted ? "What it has paused may start again at once." : "It has paused nothing now.",
        "You can make the same one again; it may fire again in this period then.",
      ],
      button: "Delete",
      pinned: { policy: policyId },
    };
  },

  async run(context, { policy: policyId, reason }) {
    const { policy: gone, facts, lifted } = await deletePolicy(context, { policyId, reason });
    const again = await typedAgain(context, countedSubjectOf(gone));
    const trigger = triggerOf(gone);
    const meter = meterCalled(context.configuration, gone.meter);
    const at = trigger.kind === "percent" ? `${trigger.percent}%` : writeAmount(meter, trigger.amount);
    const { window, action } = gone;
    return {
      tone: "success",
      title: `Deleted the policy for ${facts.subject}: ${policyWords(facts)}`,
      ...(lifted && { lines: ["What it had paused may start again."] }),
      actions: [
        button("Make it again", "policy create", { ...again, meter: gone.meter, at, window, action }),
        button("Policies", "policy list"),
      ],
    };
  },
});
