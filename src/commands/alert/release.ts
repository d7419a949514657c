import { releaseIdle } from "../../domain/alerts/release-idle.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";

export const alertRelease = defineCommand({
  name: ["alert", "release"],
  title: "Release what is idle",
  submit: "Release",
  summary: "Give back what is held and idle",
  group: "Alerts and announcements",
  effect: "changes",
  hidden: true,
  args: { alert: optional(alert, "Which: words of whose and what; the only one that is open, when left out") },
  example: "alert release",
  tells: "Everybody who has its card: it says who released it.",

  async run(context, { alert: named }) {
    const alertId = named ?? (await theOnlyAlert(context));
    const { holds } = await releaseIdle(context, { alertId });
    return {
      tone: "success",
      title: `Released: ${holds}`,
      lines: ["It is free for others at once. The platform hears of it when it next asks about the reservation."],
    };
  },
});
