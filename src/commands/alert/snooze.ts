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
  details:
    "Who manages the alerts of an organization snoozes for all that is that organization's, administrators for everybody, and others for themselves only.",
  tells: "Those for whom it is snoozed: its card says by whom, and until when.",

  async run(context, { alert: named, until, end }) {
    const alertId = named ?? (await theOnlyAlert(context));
    if (end) {
      const { alert: woken } = await snoozeAlert(context, { alertId, until: null });
      return { tone: "success", title: `The alert about ${woken.subject} is awake again` };
    }
    const at = until ?? new Date(context.now.getTime() + DEFAULT_MS);
    const { alert: snoozed, isForOneself } = await snoozeAlert(context, { alertId, until: at });
    return {
      tone: "success",
      title: `The alert about ${snoozed.subject} is snoozed${isForOneself ? " for you" : ""}`,
      lines: [
        isForOneself
          ? ["You hear no more of it until ", { time: at }, ", unless it becomes critical. Others still do."]
          : ["Until ", { time: at }, ". If it is still so then, its card says so below."],
      ],
      actions: [button("Wake it", "alert snooze", { alert: alertId, end: "yes" })],
    };
  },
});
