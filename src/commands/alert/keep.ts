import { keepIdle } from "../../domain/alerts/keep-idle.ts";
import { arg } from "../args.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";

export const alertKeep = defineCommand({
  name: ["alert", "keep"],
  title: "Keep what is idle",
  submit: "Keep",
  summary: "Say that what is held and idle is still needed",
  group: "Alerts and announcements",
  effect: "changes",
  hidden: true,
  args: {
    alert: optional(alert, "Which: words of whose and what; the only one that is open, when left out"),
    until: arg.until("Until when, or for how long; 24 hours, when left out", { optional: true, keyed: true }),
    reason: arg.lines("Why; needed beyond 24 hours", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "alert keep",
  tells: "Everybody who has its card: it says who keeps it, and until when.",

  async run(context, { alert: named, until, reason }) {
    const alertId = named ?? (await theOnlyAlert(context));
    const { alert: kept, until: at } = await keepIdle(context, { alertId, until, reason });
    return {
      tone: "success",
      title: `Kept: nobody is asked about ${kept.subject} for now`,
      lines: [["Until ", { time: at }, ". If it is still idle then, you are asked again."]],
    };
  },
});
