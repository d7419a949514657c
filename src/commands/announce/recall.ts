import { recallAnnouncement } from "../../domain/announcements/recall-announcement.ts";
import { showAnnouncement } from "../../domain/announcements/read-announcement.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, count } from "../words.ts";
import { announcement } from "./announcement-arg.ts";

export const announceRecall = defineCommand({
  name: ["announce", "recall"],
  aliases: [["announce", "withdraw"]],
  title: "Withdraw it",
  submit: "Withdraw",
  summary: "Withdraw an announcement: its text is taken out of every message, and nobody else gets it",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: {
    announcement: required(announcement, "Which; a part of its title", { greedy: true }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, unasked: true, label: "Reason" }),
  },
  example: "announce recall maintenance",
  tells: "Whoever has it sees in the same message that it was withdrawn, and by whom.",

  async confirm(context, { announcement: announcementId }) {
    const { announcement: row, counts } = await showAnnouncement(context, { announcementId });
    if (row.state !== "sending" && row.state !== "sent") return undefined;
    return {
      title: `Withdraw “${row.title}”?`,
      lines: [
        counts.sent === 1
          ? "1 message loses its text and says who withdrew it."
          : `${count(counts.sent, "message loses", "messages lose")} their text and say who withdrew them.`,
        ...(counts.waiting > 0 ? [`${count(counts.waiting, "is", "are")} not sent at all.`] : []),
        ...(counts.email > 0 ? [`${count(counts.email, "e-mail", "e-mails")} can't be taken back.`] : []),
        "This can't be undone: what is still to be said would have to be announced anew.",
      ],
      button: "Withdraw",
      pinned: { announcement: announcementId },
    };
  },

  async run(context, { announcement: announcementId, reason }) {
    const { announcement: row, edited } = await recallAnnouncement(context, { announcementId, reason });
    return {
      tone: "success",
      title: `Withdrew “${row.title}”`,
      lines: [`Its text is taken out of ${count(edited, "message", "messages")}; nobody else gets it.`],
      actions: [button("How far is that?", "announce show", { announcement: announcementId })],
    };
  },
});
