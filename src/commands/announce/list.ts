import { stateOf } from "../../domain/announcements/announcement.ts";
import type { AnnouncementState } from "../../domain/announcements/announcement.ts";
import { listAnnouncements } from "../../domain/announcements/list-announcements.ts";
import type { AnnouncementRow } from "../../domain/announcements/list-announcements.ts";
import type { TableRow, Text } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { actions, button, formButton } from "../words.ts";
import { placeLooked } from "./announcement-arg.ts";

export const announceList = defineCommand({
  name: ["announce", "list"],
  aliases: [["announcements"]],
  title: "Announcements",
  submit: "List",
  summary: "List what was announced and what is scheduled, with how many have it",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "reads",
  args: {
    org: arg.place("Of which organization; for admins of the installation all, when left out", { optional: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "announce list",
  moreExamples: ["announce list vision-lab"],

  async run(context, { org, page }) {
    const organizationId = org?.id ?? placeLooked(context);
    const { rows, ...paged } = await listAnnouncements(context, { organizationId, page });
    return listReply(context, {
      ...paged,
      heading: org ? `Announcements to ${org.name}` : "Announcements",
      nothing: "Nothing has been announced yet.",
      table: { columns: ["What", "To", "State", "Have it", "Got it"], rows: rows.map(rowOf) },
      ...actions(formButton("Announce something", "announce create")),
    });
  },
});

const states: Readonly<Record<AnnouncementState, string>> = {
  draft: "Draft",
  scheduled: "Scheduled",
  sending: "Going out",
  sent: "Sent",
  recalled: "Withdrawn",
  cancelled: "Cancelled",
  replaced: "Edited",
};

function rowOf({ announcement, counts }: AnnouncementRow): TableRow {
  const { id, title, audienceName, startedAt, sendAt, state } = announcement;
  const time = startedAt ?? (state === "scheduled" ? sendAt : undefined);
  const when: Text = [`${states[stateOf({ state })]} `, ...(time ? [{ time }] : [])];
  const have = counts
    ? `${counts.sent.toLocaleString("en-US")} of ${counts.total.toLocaleString("en-US")}`
    : "nobody yet";
  return {
    cells: [title, audienceName, when, have, (counts?.confirmed ?? 0).toLocaleString("en-US")],
    actions: [button("Show", "announce show", { announcement: id })],
  };
}
