import { cancelAnnouncement } from "../../domain/announcements/recall-announcement.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { announcement } from "./announcement-arg.ts";

export const announceCancel = defineCommand({
  name: ["announce", "cancel"],
  title: "Cancel it",
  submit: "Cancel it",
  summary: "Drop an announcement that is scheduled or only written; nobody gets it",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: {
    announcement: required(announcement, "Which; a part of its title", { greedy: true }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, unasked: true, label: "Reason" }),
  },
  example: "announce cancel maintenance",
  tells: "Who wrote it.",

  async run(context, { announcement: announcementId, reason }) {
    const { title } = await cancelAnnouncement(context, { announcementId, reason });
    return {
      tone: "success",
      title: `“${title}” was dropped and is not sent`,
      ...(context.invocation.asked.via === "button" && { replaces: true }),
    };
  },
});
