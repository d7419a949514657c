import { acknowledgeAlert } from "../../domain/alerts/acknowledge-alert.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";

export const alertAck = defineCommand({
  name: ["alert", "ack"],
  aliases: [["alert", "acknowledge"]],
  title: "Acknowledge an alert",
  submit: "Acknowledge",
  summary: "Say that you know of an alert and care, so that it is not repeated",
  group: "Alerts and announcements",
  effect: "changes",
  args: {
    alert: optional(alert, "Which: words of whose and what; the only one that is open, when left out"),
    note: arg.lines("What you are doing about it", { optional: true, keyed: true, label: "Note" }),
  },
  example: "alert ack",
  tells: "Everybody who has its card: it says who acknowledged it.",

  async run(context, { alert: named, note }) {
    const alertId = named ?? (await theOnlyAlert(context));
    const { subject } = await acknowledgeAlert(context, { alertId, note });
    return {
      tone: "success",
      title: `You acknowledged the alert about ${subject}`,
      lines: ["It is not repeated. Something worse is still told."],
      actions: [
        button("Snooze it for 4 hours", "alert snooze", { alert: alertId, until: "4h" }),
        button("Explain", "alert explain", { alert: alertId }),
      ],
    };
  },
});
