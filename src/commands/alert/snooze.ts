import { snoozeAlert } from "../../domain/alerts/snooze-alert.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";

const DEFAULT_MS = 4 * 60 * 60 * 1000;

export const alertSnooze = defineCommand({
  name: ["alert", "snooze"],
  title: "Snooze an alert",
  submit: "Snooze",
  summary: "Hear nothing of one alert for a while, unless it becomes critical",
  group: "Alerts and announcements",
  effect: "changes",
  args: {
    alert: optional(alert, "Which: words of whose and what; the only one that is open, when left out"),
    until: arg.until("Until when, or for how long: 4h, tomorrow 9:00; 4 hours, when left out", {
      optional: true,
      keyed: true,
    }),
    end: arg.flag("Wake it at once instead", { optional: true, keyed: true, unasked: true }),
  },
  example: "alert snooze until:4h",
  moreExamples: ['alert snooze "vision lab" until:"tomorrow 9:00"', "alert snooze end:yes"],
  tells: "Everybody who has its card: it says who snoozed it, and until when.",

  async run(context, { alert: named, until, end }) {
    const alertId = named ?? (await theOnlyAlert(context));
    if (end) {
      const { subject } = await snoozeAlert(context, { alertId, until: null });
      return { tone: "success", title: `The alert about ${subject} is awake again` };
    }
    const at = until ?? new Date(context.now.getTime() + DEFAULT_MS);
    const { subject } = await snoozeAlert(context, { alertId, until: at });
    return {
      tone: "success",
      title: `The alert about ${subject} is snoozed`,
      lines: [["Until ", { time: at }, ". If it is still so then, its card says so below."]],
      actions: [button("Wake it", "alert snooze", { alert: alertId, end: "yes" })],
    };
  },
});
