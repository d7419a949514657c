import { editAlertRule } from "../../domain/alerts/edit-rule.ts";
import { showAlertRule } from "../../domain/alerts/list-rules.ts";
import { optional, required } from "../arg.ts";
import { arg } from "../args.ts";
import { duration } from "../args/when.ts";
import { defineCommand } from "../define.ts";
import { button, fact, present } from "../words.ts";
import { capitalized } from "../org/words.ts";
import { timingOf } from "./create.ts";
import { severityChoices } from "./kinds.ts";
import { level, levels } from "./level-arg.ts";
import { rule } from "./rule-arg.ts";
import { ruleFactsShown } from "./words.ts";

export const alertEdit = defineCommand({
  name: ["alert", "edit"],
  title: "Change an alert rule",
  submit: "Change",
  summary: "Change from where on a rule tells, what it is called, or switch it on or off",
  details: "What is left out stays as it is. The rule looks anew at what there is.",
  group: "Alerts and announcements",
  effect: "changes",
  args: {
    rule: required(rule, "Which rule, by its name or a part of it"),
    at: optional(levels, "From where on: 80, 95, 100; or 500 GPU hours; or 50 GPU hours left"),
    name: arg.text("What to call it", { optional: true, keyed: true, label: "Name" }),
    enabled: arg.flag("Whether it is on", { optional: true, keyed: true, label: "On" }),
    severity: arg.choice("Severity", severityChoices)("How urgent it is", { optional: true, keyed: true }),
    meter: arg.meter("Of what", { optional: true, keyed: true, unasked: true }),
    over: optional(duration, "Over how long it looks", { keyed: true, unasked: true, label: "Over" }),
    every: optional(level, "After the last level again and again", { keyed: true, unasked: true }),
    window: arg.window("Only limits of this period", { optional: true, keyed: true, unasked: true }),
    wait: optional(duration, "How long it has to be so before it is told", { keyed: true, unasked: true }),
    keep: optional(duration, "How long it has to be gone before it is over", { keyed: true, unasked: true }),
    repeat: optional(duration, "After how long it is said again", { keyed: true, unasked: true }),
    reason: arg.lines("Why; who made the rule reads it", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Reason",
    }),
  },
  example: 'alert edit "Limits coming near" at:"80, 95"',
  moreExamples: ['alert edit "GPU hours of Vision Lab" enabled:no'],
  tells: "Whoever made the rule.",

  async prefill(context, { rule: ruleId }) {
    if (!ruleId) return {};
    const { rule: found, enabled } = await showAlertRule(context, { ruleId });
    return { rule: found.id, name: found.name, enabled: enabled ? "yes" : "no" };
  },

  async run(context, { rule: ruleId, at, over, wait, keep, repeat, ...input }) {
    const { before, after, changed } = await editAlertRule(context, {
      ...input,
      ruleId,
      levels: at,
      overMs: over,
      timing: timingOf({ wait, keep, repeat }),
    });
    if (!changed) return { tone: "neutral", title: `${after.rule.name}: nothing changed.` };
    return {
      tone: "success",
      title: `${after.rule.name} was changed`,
      facts: present([
        before.tells !== after.tells && fact("Told", capitalized(before.tells)),
        ...ruleFactsShown(after),
      ]),
      actions: [
        button("How does it stand?", "alert explain", { rule: ruleId }),
        before.enabled === after.enabled
          ? button("Send a sample", "alert test", { rule: ruleId })
          : button("Take that back", "alert edit", { rule: ruleId, enabled: before.enabled ? "yes" : "no" }),
      ],
    };
  },
});
