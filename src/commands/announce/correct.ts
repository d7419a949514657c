import { correctAnnouncement } from "../../domain/announcements/correct-announcement.ts";
import { showAnnouncement } from "../../domain/announcements/read-announcement.ts";
import { optional, required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, count } from "../words.ts";
import { announcement, body, title } from "./announcement-arg.ts";

export const announceCorrect = defineCommand({
  name: ["announce", "correct"],
  title: "Correct an announcement",
  submit: "Correct",
  summary: "Give an announcement another text: messages that were sent are edited in place",
  details: "Readers see when it was corrected. What went by e-mail can't be edited.",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: {
    announcement: { ...required(announcement, "Which; a part of its title"), unasked: true },
    text: required(body, "The whole new text"),
    title: optional(title, "The new title; as it was, when left out", { keyed: true }),
  },
  example: 'announce correct maintenance "The cluster is down from 19:00 to 20:00."',
  tells: "Whoever has it sees the new text in the same message.",

  async prefill(context, { announcement: announcementId }) {
    if (!announcementId) return {};
    const { announcement: row } = await showAnnouncement(context, { announcementId });
    return { title: row.title, text: row.body };
  },

  async run(context, { announcement: announcementId, title: line, text }) {
    const corrected = await correctAnnouncement(context, { announcementId, title: line, body: text });
    const { changed, edited } = corrected;
    return {
      tone: changed ? "success" : "neutral",
      title: changed
        ? `Corrected “${corrected.announcement.title}”`
        : "That is what it says already; nothing was changed.",
      ...(changed && {
        lines: [
          edited > 0
            ? `${count(edited, "message is", "messages are")} edited in place; whoever has yet to get it gets the new text.`
            : "Nobody has it yet; all get the new text.",
        ],
      }),
      actions: [button("How far is it?", "announce show", { announcement: announcementId })],
    };
  },
});
