import { confirmReading } from "../../domain/announcements/confirm-reading.ts";
import { announcementCard } from "../../notifications/compose/announcement.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { announcement } from "./announcement-arg.ts";

export const announceRead = defineCommand({
  name: ["announce", "read"],
  title: "Got it",
  summary: "Say that you have read an announcement",
  group: "Alerts and announcements",
  effect: "changes",
  hidden: true,
  args: { announcement: required(announcement, "Which") },
  example: "announce read 00000000-0000-4000-8000-000000000000",

  async run(context, { announcement: announcementId }) {
    const row = await confirmReading(context, { announcementId });
    const channel = context.invocation.platform;
    // In a channel the message is everybody's, and an answer of its own would outlive what is withdrawn.
    if (row.via === "direct" && context.invocation.asked.via === "button")
      return { ...announcementCard(row, { channel, hasConfirmed: true }), replaces: true, replacesCard: true };

    return { tone: "success", title: `Noted: you got “${row.title}”` };
  },
});
