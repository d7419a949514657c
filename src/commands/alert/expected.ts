import { expectAlert } from "../../domain/alerts/expect-alert.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";

export const alertExpected = defineCommand({
  name: ["alert", "expected"],
  title: "Expected",
  submit: "It was expected",
  summary: "Say that unusual activity was to be expected: nothing is told of the same for 7 days",
  details: "Of your own activity, others who hear of it see that you say so, and it stays open for them.",
  group: "Alerts and announcements",
  effect: "changes",
  args: {
    alert: optional(alert, "Which: words of whose and what; the only one that is open, when left out"),
    reason: arg.lines("Why", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "alert expected",
  tells: "Everybody who has its card: it says who expected it.",

  async run(context, { alert: named, reason }) {
    const alertId = named ?? (await theOnlyAlert(context));
    const { alert: expected, until, isOver } = await expectAlert(context, { alertId, reason });
    return {
      tone: "success",
      title: `Expected: ${expected.subject}`,
      lines: [
        isOver
          ? ["The alert is over, and nothing is told of the same until ", { time: until }, "."]
          : ["Others who hear of it see that you say so. You hear no more of the same until ", { time: until }, "."],
      ],
      actions: [button("Silences", "alert silences")],
    };
  },
});
