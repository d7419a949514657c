import { showAnnouncement } from "../../domain/announcements/read-announcement.ts";
import { announcementCard } from "../../notifications/compose/announcement.ts";
import { progressCard } from "../../notifications/compose/announcement-progress.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { announcement } from "./announcement-arg.ts";

export const announceShow = defineCommand({
  name: ["announce", "show"],
  title: "An announcement",
  submit: "Show",
  summary: "Show an announcement, whom it has reached, whom not and why, and how many said that they got it",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "reads",
  args: { announcement: required(announcement, "Which; a part of its title", { greedy: true }) },
  example: "announce show maintenance",

  async run(context, { announcement: announcementId }) {
    const progress = await showAnnouncement(context, { announcementId });
    const card = progressCard(progress);
    const { lines = [] } = announcementCard(progress.announcement, {
      channel: context.invocation.platform,
      hasConfirmed: true,
    });
    const said = progress.announcement.state === "recalled" ? [] : lines.slice(0, -1);
    return { ...card, lines: [...(card.lines ?? []), ...said] };
  },
});
