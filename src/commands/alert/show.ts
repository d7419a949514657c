import { showAlertRule } from "../../domain/alerts/list-rules.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, count, formButton } from "../words.ts";
import { rule } from "./rule-arg.ts";
import { defaultRoute, ruleFactsShown } from "./words.ts";

export const alertShow = defineCommand({
  name: ["alert", "show"],
  title: "Alert rule",
  summary: "Show what a rule tells of, and whom",
  group: "Alerts and announcements",
  effect: "reads",
  args: { rule: required(rule, "Which rule, by its name or a part of it") },
  example: 'alert show "Limits coming near"',

  async run(context, { rule: ruleId }) {
    const row = await showAlertRule(context, { ruleId });
    const input = { rule: ruleId };
    return {
      tone: "neutral",
      title: row.rule.name,
      lines: [
        defaultRoute(row),
        row.open > 0
          ? `${count(row.open, "alert of it is open", "alerts of it are open")}.`
          : "No alert of it is open.",
      ],
      facts: ruleFactsShown(row),
      actions: [
        button("How does it stand?", "alert explain", input),
        button("Send a sample", "alert test", input),
        formButton("Change it", "alert edit", input),
        button(row.rule.builtIn === null ? "Delete it" : "Switch it off", "alert delete", input, { style: "danger" }),
      ],
    };
  },
});
