import type { Reach } from "../../domain/announcements/reach.ts";
import { secondsFor } from "../../domain/announcements/reach.ts";
import type { Drafted } from "../../domain/announcements/draft-announcement.ts";
import { viaOf } from "../../domain/announcements/start-announcement.ts";
import type { Via } from "../../domain/announcements/announcement.ts";
import { announcementCard } from "../../notifications/compose/announcement.ts";
import { duration } from "../../notifications/compose/announcement-progress.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { button, count, fact, formButton } from "../words.ts";

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

/** "1,200 people: 812 on Slack, 340 on Discord, 48 on Slack or Discord"; "3 people, on Slack". */
export function reachWords(reach: Reach, via: Via): string {
  const { total, slack, discord, either, email, none } = reach;
  const whom = via === "direct" ? count(total, "person", "people") : count(total, "channel", "channels");
  const ways = [
    { many: slack, way: "on Slack" },
    { many: discord, way: "on Discord" },
    { many: either, way: "on Slack or Discord" },
    { many: email, way: "by e-mail" },
    { many: none, way: "in no way" },
  ].filter(({ many }) => many > 0);
  const [only] = ways;
  if (ways.length < 2) return only ? `${whom}, ${only.way}` : whom;

  return `${whom}: ${ways.map(({ many, way }) => `${shown(many)} ${way}`).join(", ")}`;
}

function shown(value: number): string {
  return value.toLocaleString("en-US");
}
