import { scheduleAnnouncement } from "../../domain/announcements/send-announcement.ts";
import { required } from "../arg.ts";
import { start } from "../args/until.ts";
import { defineCommand } from "../define.ts";
import { CommandError } from "../problem.ts";
import { button } from "../words.ts";
import { announcement } from "./announcement-arg.ts";

export const announceSchedule = defineCommand({
  name: ["announce", "schedule"],
  title: "Schedule it",
  submit: "Schedule",
  summary: "Have an announcement go out by itself at a time",
  details: "Times are yours, in your own time zone. Whether you may still send it is looked at again when it goes out.",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: {
    announcement: { ...required(announcement, "Which; a part of its title"), unasked: true },
    when: required(start, "When: tomorrow 09:00, friday 18:00, 2026-11-28 08:00, in 3h", {
      greedy: true,
      label: "When",
    }),
  },
  example: 'announce schedule maintenance when:"friday 18:00"',
  tells: "Nobody before its time.",

  async run(context, { announcement: announcementId, when }) {
    if (!when) {
      const expected = "a time to come, such as friday 18:00; to send it at once, use announce send";
      throw new CommandError({ kind: "not-a-value", field: "when", typed: "now", expected });
    }
    const { title, audienceName, sendAt } = await scheduleAnnouncement(context, { announcementId, sendAt: when });
    return {
      tone: "success",
      title: `“${title}” is scheduled`,
      lines: [[`It goes to ${audienceName} on `, { time: sendAt }, "."]],
      actions: [
        button("Show it", "announce show", { announcement: announcementId }),
        button("Cancel it", "announce cancel", { announcement: announcementId }, { style: "danger" }),
      ],
      ...(context.invocation.asked.via === "button" && { replaces: true }),
    };
  },
});
