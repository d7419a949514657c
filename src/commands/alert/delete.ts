import { deleteAlertRule, previewRuleDeletion } from "../../domain/alerts/delete-rule.ts";
import type { RuleDeleted } from "../../domain/alerts/delete-rule.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, count } from "../words.ts";
import { rule } from "./rule-arg.ts";

export const alertDelete = defineCommand({
  name: ["alert", "delete"],
  title: "Delete an alert rule",
  submit: "Delete",
  summary: "Delete an alert rule; one that came with the installation is switched off",
  group: "Alerts and announcements",
  effect: "changes",
  args: {
    rule: required(rule, "Which rule, by its name or a part of it"),
    reason: arg.lines("Why; who made the rule reads it", { optional: true, keyed: true, label: "Reason" }),
  },
  example: 'alert delete "GPU hours of Vision Lab"',
  tells: "Whoever made the rule. Cards of its open alerts say that they are over.",

  async confirm(context, { rule: ruleId }) {
    const preview = await previewRuleDeletion(context, { ruleId });
    const { switchedOff, view } = preview;
    return {
      title: `${switchedOff ? "Switch off" : "Delete"} the alert rule “${view.rule.name}”?`,
      lines: [
        endedLine(preview),
        switchedOff
          ? "It came with the installation, so it stays in the list and can be switched on again."
          : "It can't be brought back; another like it can be made.",
      ],
      button: switchedOff ? "Switch it off" : "Delete it",
      pinned: { rule: ruleId },
    };
  },

  async run(context, { rule: ruleId, reason }) {
    const deleted = await deleteAlertRule(context, { ruleId, reason });
    const { switchedOff, view } = deleted;
    return {
      tone: "success",
      title: `The alert rule “${view.rule.name}” was ${switchedOff ? "switched off" : "deleted"}`,
      lines: [endedLine(deleted)],
      actions: [
        switchedOff
          ? button("Switch it on again", "alert edit", { rule: ruleId, enabled: "yes" })
          : button("Alert rules", "alert list"),
      ],
    };
  },
});

function endedLine({ ended }: RuleDeleted): string {
  if (ended === 0) return "No alert of it is open.";
  return `${count(ended, "open alert of it is over", "open alerts of it are over")}, and nothing more is told.`;
}
