import type { AlertRuleEvent } from "../../domain/alerts/events.ts";
import type { Notices } from "./notice.ts";
import { sentence } from "./words.ts";

const explain = ({ rule }: Pick<AlertRuleEvent, "rule">) => ({
  label: "Show the rule",
  call: { command: "alert show", input: { rule: rule.id } },
});

/** News about a rule, told to who made it when somebody else changes it. */
export const alertRuleNotices: Notices<AlertRuleEvent["kind"]> = {
  "alert-rule-created": (event) => ({
    tone: "success",
    title: `New alert rule “${event.rule.name}” for ${event.rule.subject}`,
    lines: [sentence(`It tells ${event.rule.shown}`)],
    actions: [explain(event)],
  }),

  "alert-rule-changed": (event) => ({
    tone: "neutral",
    title: `The alert rule “${event.rule.name}” for ${event.rule.subject} was changed`,
    lines: [sentence(`It told ${event.before}`), sentence(`Now it tells ${event.rule.shown}`)],
    actions: [explain(event)],
  }),

  "alert-rule-switched": (event) => ({
    tone: event.enabled ? "success" : "warning",
    title: `The alert rule “${event.rule.name}” for ${event.rule.subject} was switched ${event.enabled ? "on" : "off"}`,
    lines: [event.enabled ? "It tells again from now on." : "Nothing is told by it until it is switched on again."],
    actions: [explain(event)],
  }),

  "alert-rule-deleted": ({ rule }) => ({
    tone: "warning",
    title: `The alert rule “${rule.name}” for ${rule.subject} was deleted`,
    lines: [sentence(`It told ${rule.shown}`), "What it had open is over."],
    actions: [{ label: "Alert rules", call: { command: "alert list", input: {} } }],
  }),

  "alert-rule-tested": (event) => ({
    tone: "neutral",
    title: `A sample of the alert rule “${event.rule.name}” was sent`,
    actions: [explain(event)],
  }),
};
