import type { PauseWish } from "../../domain/pauses/pause-subject.ts";
import { pauseSubject, previewPause } from "../../domain/pauses/pause-subject.ts";
import type { Reach } from "../../domain/pauses/reach.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import type { PauseMode } from "../../storage/generated/enums.ts";
import { goesOn, untilLine } from "../../notifications/compose/notice-pause.ts";
import { arg } from "../args.ts";
import type { TypedSubject } from "../args/subject.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { capitalized } from "../org/words.ts";
import { button, count } from "../words.ts";
import { countedMeant, typedAgain } from "./whose.ts";
import { at } from "./words.ts";

export const modeNames = {
  hold: "Hold: nothing new starts",
  drain: "Drain: nothing new starts, and nothing is extended",
} as const satisfies Record<PauseMode, string>;

export const quotaPause = defineCommand({
  name: ["quota", "pause"],
  aliases: [
    ["org", "pause"],
    ["limit", "pause"],
  ],
  title: "Pause",
  submit: "Pause",
  summary: "Let nothing new start for an organization with all below it, a person, or all together",
  details:
    "Nothing that runs is stopped, and what is used is still counted. drain also refuses to extend reservations, so that what runs ends with them. What is set from above can't be lifted from below.",
  group: "See and change limits",
  permission: "quota:pause",
  effect: "changes",
  args: {
    subject: arg.subject("Whose: an organization, @somebody, or installation"),
    mode: arg.choice("What is held back", modeNames)("Only what is new (hold), or extending, too (drain)", {
      default: "hold",
    }),
    until: arg.until("Until when; until somebody lifts it, when left out", { optional: true, keyed: true }),
    org: arg.place("Within which organization", { optional: true, keyed: true, unasked: true }),
    reason: arg.lines("Why; it is shown to everybody who is refused", {
      optional: true,
      keyed: true,
      label: "Reason",
    }),
  },
  example: "quota pause vision-lab until:friday reason:maintenance",
  moreExamples: ["quota pause @bob org:vision-lab", "quota pause installation drain until:2d"],
  tells: "The person who is paused; for an organization, its admins; for all together, the installation's.",

  async confirm(context, input) {
    const wish = wishOf(context, input);
    const { named, pause, reach } = await previewPause(context, wish);
    return {
      title: `Pause ${named.name}?`,
      lines: [
        pause.until ? `It ends by itself ${at(context, new Date(pause.until))}.` : "It lasts until somebody lifts it.",
        ...consequences(context, wish.mode, reach),
      ],
      button: "Pause",
      pinned: { ...(await typedAgain(context, wish.subject)), ...(pause.until && { until: pause.until }) },
    };
  },

  async run(context, input) {
    const wish = wishOf(context, input);
    const { named, pause, changed } = await pauseSubject(context, wish);
    const again = await typedAgain(context, wish.subject);
    return {
      tone: changed ? "success" : "neutral",
      title: `${capitalized(named.name)} is paused${changed ? ": nothing new starts" : ", as before"}`,
      lines: [untilLine(pause.until), goesOn(pause.mode)],
      actions: [button("Resume", "quota resume", again), button("Limits", "quota show", again)],
    };
  },
});

interface Input {
  readonly subject: TypedSubject;
  readonly mode: PauseMode;
  readonly until: Date | undefined;
  readonly org: OrganizationFound | undefined;
  readonly reason: string | undefined;
}

function wishOf(context: CommandContext, { subject, org, mode, until, reason }: Input): PauseWish {
  return { subject: countedMeant(context, subject, org), mode, until, reason };
}

function consequences(context: CommandContext, mode: PauseMode, { open, lastEnds, below }: Reach): string[] {
  const ends = lastEnds ? `, the last until ${at(context, lastEnds)}` : "";
  return [
    ...(below > 0 ? [`So are ${count(below, "organization", "organizations")} below it.`] : []),
    open > 0
      ? `${count(open, "reservation goes", "reservations go")} on${ends}${mode === "drain" ? ", and can't be extended" : ""}.`
      : "Nothing is reserved there now.",
    "Nothing that runs is stopped. You can lift it at any time.",
  ];
}
