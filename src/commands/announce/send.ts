import { audienceOf, MANY } from "../../domain/announcements/announcement.ts";
import { readReach, secondsFor } from "../../domain/announcements/reach.ts";
import { showAnnouncement } from "../../domain/announcements/read-announcement.ts";
import { sendAnnouncement } from "../../domain/announcements/send-announcement.ts";
import { viaOf } from "../../domain/announcements/start-announcement.ts";
import { duration } from "../../notifications/compose/announcement-progress.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, count } from "../words.ts";
import { announcement } from "./announcement-arg.ts";
import { reachWords } from "./words.ts";

/** People come and go while somebody types a number. */
const DRIFT = { part: 0.05, people: 10 } as const;

export const announceSend = defineCommand({
  name: ["announce", "send"],
  title: "Send an announcement",
  submit: "Send",
  summary: "Send an announcement that was written, or scheduled, now",
  details: "For more than 100 people their number has to be typed. One announcement goes out at a time.",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: {
    announcement: required(announcement, "Which; a part of its title", { greedy: true }),
    count: arg.text("How many people it was said to go to", { optional: true, keyed: true, unasked: true }),
  },
  example: "announce send maintenance",
  tells: "Its audience.",

  async confirm(context, { announcement: announcementId, count: said }) {
    const { announcement: row } = await showAnnouncement(context, { announcementId });
    const reach = await readReach(context.db, context, { audience: audienceOf(row), via: viaOf(row) });
    if (reach.total <= MANY || (row.state !== "draft" && row.state !== "scheduled")) return undefined;

    const typed = isNear(said, reach.total) ? said : String(reach.total);
    return {
      title: `Send “${row.title}” to ${count(reach.total, "person", "people")}?`,
      lines: [
        `To ${row.audienceName}. ${reachWords(reach, viaOf(row))}.`,
        `It takes at least ${duration(secondsFor(reach))}. You can correct it or withdraw it at any time; what went by e-mail stays.`,
      ],
      button: "Send",
      pinned: { announcement: announcementId, count: typed },
      typed,
    };
  },

  async run(context, { announcement: announcementId }) {
    const { title, total, via, estimatedSeconds } = await sendAnnouncement(context, { announcementId });
    const to = count(total ?? 0, via === "channels" ? "channel" : "person", via === "channels" ? "channels" : "people");
    return {
      tone: "success",
      title: `“${title}” is going out to ${to}`,
      lines: [
        `It takes at least ${duration(estimatedSeconds ?? 0)}. A card in your direct messages shows how far it is.`,
      ],
      actions: [
        button("How far is it?", "announce show", { announcement: announcementId }),
        button("Withdraw", "announce recall", { announcement: announcementId }, { style: "danger" }),
      ],
      ...(context.invocation.asked.via === "button" && { replaces: true }),
    };
  },
});

function isNear(said: string | undefined, total: number): said is string {
  if (said === undefined || !/^\d{1,9}$/u.test(said)) return false;
  return Math.abs(Number(said) - total) <= Math.max(DRIFT.people, total * DRIFT.part);
}
