import type { Reach } from "../../domain/announcements/reach.ts";
import { secondsFor } from "../../domain/announcements/reach.ts";
import type { Drafted } from "../../domain/announcements/draft-announcement.ts";
import { viaOf } from "../../domain/announcements/start-announcement.ts";
import type { Via } from "../../domain/announcements/announcement.ts";
import { announcementCard } from "../../notifications/compose/announcement.ts";
import { duration } from "../../notifications/compose/announcement-progress.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { button, count, fact, formButton, present } from "../words.ts";

export const viaNames = {
  direct: "Direct messages",
  channels: "Channels that are subscribed to alerts of theirs",
} as const satisfies Record<Via, string>;

export const severityLabels = { info: "Note", warning: "Warning", critical: "Critical" } as const;

/** The card as readers will see it, whom it reaches, how long that takes, and what to do with it. */
export function previewReply(context: CommandContext, { announcement, reach }: Drafted, sendAt?: Date): Reply {
  const { platform, asked } = context.invocation;
  const { actions: _, ...card } = announcementCard(
    { ...announcement, startedAt: null },
    { channel: platform, hasConfirmed: false },
  );
  const input = { announcement: announcement.id };
  return {
    ...card,
    facts: [
      fact("Preview", "Readers see this, with a button “Got it”. Nothing is sent yet."),
      fact("To", announcement.audienceName),
      fact("Reaches", reachWords(reach, viaOf(announcement))),
      fact("Takes", `at least ${duration(secondsFor(reach))} at the platforms' limits`),
      ...(sendAt ? [fact("Goes out", [{ time: sendAt }])] : []),
    ],
    actions: [
      ...(sendAt
        ? [button("Schedule", "announce schedule", { ...input, when: sendAt.toISOString() }, { style: "primary" })]
        : [
            button("Send", "announce send", input, { style: "primary" }),
            formButton("Schedule", "announce schedule", input),
          ]),
      formButton("Edit", "announce edit", input),
      button("Discard", "announce cancel", input),
    ],
    ...(asked.via === "button" && { replaces: true }),
  };
}

/** "1,200 people: Slack 812, Discord 340, either 48". */
export function reachWords(reach: Reach, via: Via): string {
  const { total, slack, discord, either, email, none } = reach;
  const ways = present([
    slack > 0 && `Slack ${shown(slack)}`,
    discord > 0 && `Discord ${shown(discord)}`,
    either > 0 && `Slack or Discord ${shown(either)}`,
    email > 0 && `e-mail ${shown(email)}`,
    none > 0 && `no way to reach ${shown(none)}`,
  ]);
  return `${via === "direct" ? count(total, "person", "people") : count(total, "channel", "channels")}: ${ways.join(", ")}`;
}

function shown(value: number): string {
  return value.toLocaleString("en-US");
}
