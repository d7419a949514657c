import { retryAnnouncement } from "../../domain/announcements/retry-announcement.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, count } from "../words.ts";
import { announcement } from "./announcement-arg.ts";

export const announceRetry = defineCommand({
  name: ["announce", "retry"],
  title: "Try again",
  submit: "Try again",
  summary: "Try again whom an announcement could not reach",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: { announcement: required(announcement, "Which; a part of its title", { greedy: true }) },
  example: "announce retry maintenance",

  async run(context, { announcement: announcementId }) {
    const tried = await retryAnnouncement(context, { announcementId });
    return {
      tone: tried > 0 ? "success" : "neutral",
      title:
        tried > 0
          ? `It is tried again for ${count(tried, "recipient", "recipients")}`
          : "There is nobody whom it has not reached.",
      actions: [button("How far is it?", "announce show", { announcement: announcementId })],
    };
  },
});
