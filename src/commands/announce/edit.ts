import { draftAnnouncement } from "../../domain/announcements/draft-announcement.ts";
import { audienceOf } from "../../domain/announcements/announcement.ts";
import { showAnnouncement } from "../../domain/announcements/read-announcement.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { announcement, body, title } from "./announcement-arg.ts";
import { audience, audienceMeant, typedAgain } from "./audience-arg.ts";
import { previewReply, severityLabels, viaNames } from "./words.ts";

export const announceEdit = defineCommand({
  name: ["announce", "edit"],
  aliases: [["announce", "change"]],
  title: "Edit an announcement",
  submit: "Preview",
  summary: "Change an announcement that is not sent yet; what is scheduled has to be scheduled again",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: {
    announcement: { ...required(announcement, "Which; a part of its title"), unasked: true },
    title: required(title, "One line: the news"),
    text: required(body, "What is to be said: plain text and links"),
    to: required(audience, "everyone, an organization, role:admin, cluster:<name> or plan:<name>"),
    via: arg.choice("How", viaNames)("To each person, or in channels", { default: "direct", keyed: true }),
    severity: arg.choice("How grave", severityLabels)("How grave it is", { default: "info", keyed: true }),
    org: arg.place("Within which organization a role is meant", { optional: true, keyed: true, unasked: true }),
  },
  example: 'announce edit maintenance "Maintenance on Monday" "The cluster is down from 18:00 on." vision-lab',
  tells: "Nobody yet: you see it first.",

  async prefill(context, { announcement: announcementId }) {
    if (!announcementId) return {};
    const { announcement: row } = await showAnnouncement(context, { announcementId });
    const { via, severity } = row;
    const again = await typedAgain(context, audienceOf(row));
    return { title: row.title, text: row.body, via, severity, ...again };
  },

  async run(context, { announcement: replaces, title: line, text, to, org, via, severity }) {
    const drafted = await draftAnnouncement(context, {
      title: line,
      body: text,
      audience: audienceMeant(context, to, org),
      via,
      severity,
      replaces,
    });
    return previewReply(context, drafted);
  },
});
