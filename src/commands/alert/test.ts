import { testAlert } from "../../domain/alerts/test-alert.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { rule } from "./rule-arg.ts";
import { sampleLines } from "./words.ts";

export const alertTest = defineCommand({
  name: ["alert", "test"],
  title: "Send a sample",
  submit: "Send",
  summary: "Send a marked sample of a rule's alert the way that its alerts go",
  group: "Alerts and announcements",
  effect: "changes",
  args: { rule: required(rule, "Which rule, by its name or a part of it") },
  example: 'alert test "Limits coming near"',
  tells: "You, and every channel that would hear of it. No other people.",

  async run(context, { rule: ruleId }) {
    const tested = await testAlert(context, { ruleId });
    return {
      tone: tested.degraded.length > 0 ? "warning" : "success",
      title: `A sample of “${tested.view.rule.name}” is on its way`,
      lines: sampleLines(tested),
      actions: [button("Do alerts arrive?", "alert doctor")],
    };
  },
});
