import { denialTextOf } from "../../domain/configuration/denial-text.ts";
import { capitalized } from "../org/words.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { tightest } from "../../domain/quotas/fit.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { leftOf } from "../../domain/quotas/over.ts";
import { showLimits } from "../../domain/quotas/show-limits.ts";
import type { CountedSubject } from "../../domain/quotas/subject.ts";
import { subjectKey } from "../../domain/quotas/subject.ts";
import { showNumber } from "../../domain/meters/amount.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { percentWords, resetWords } from "../../notifications/compose/limit-line.ts";
import type { Inline, TableRow, Text } from "../../notifications/message.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { whose } from "../usage/whose.ts";
import { actions, button, formButton } from "../words.ts";
import { pauseLine } from "./pause-lines.ts";
import { pictureOf } from "./picture.ts";
import { countedMeant, typedAgain, typedOrSelf } from "./whose.ts";
import { gauge, placeWords, resetCell, sourceText, stateLine, usedWords } from "./words.ts";

export const quotaShow = defineCommand({
  name: ["quota", "show"],
  aliases: [["limits"], ["limit", "show"], ["my", "limits"]],
  title: "Limits",
  submit: "Show",
  summary: "Show what binds you, somebody or an organization: used, reserved, left, and when it resets",
  details:
    "Everybody sees their own, and members those of their organization. With a meter: day by day, where the limit comes from, and how long it lasts at this rate.",
  group: "See and change limits",
  effect: "reads",
  args: {
    subject: optional(whose, "Whose: @somebody, an organization, or installation; yourself, when left out"),
    meter: arg.meter("Only this one, day by day", { optional: true }),
    org: arg.place("Within which organization; for yourself the current one, when left out", {
      optional: true,
      keyed: true,
    }),
  },
  example: "quota show",
  moreExamples: ["quota show vision-lab", "quota show gpu_hours", "quota show @bob org:vision-lab"],

  async run(context, { subject, meter: second, org }) {
    const meter = subject?.kind === "meter" ? subject.meter : second;
    const meant = countedMeant(context, typedOrSelf(context, subject), org);
    const { name, states, pauses } = await showLimits(context, { subject: meant });
    const wanted = meter ? states.filter(({ limit }) => limit.meter === meter.name) : states;
    const reply = await replyOf(context, { name, meant, meter, states: wanted });
    // Whatever is left, nothing starts while something is paused.
    return pauses.length === 0
      ? reply
      : {
          ...reply,
          ...(!meter && { title: `${name}: nothing new starts, as it is paused.` }),
          tone: "warning",
          lines: [...pauses.map(pauseLine), ...(reply.lines ?? [])],
        };
  },
});

function replyOf(
  context: CommandContext,
  { meter, ...about }: About & { readonly meter: Meter | undefined; readonly states: readonly LimitState[] },
): Promise<Reply> {
  if (about.states.length === 0) return nothingLimited(context, { ...about, meter });
  return meter ? oneMeter(context, { ...about, meter }) : allMeters(context, about);
}

interface About {
  readonly name: string;
  readonly meant: CountedSubject;
}

async function nothingLimited(
  context: CommandContext,
  { name, meter, meant }: About & { readonly meter: Meter | undefined },
): Promise<Reply> {
  return {
    tone: "neutral",
    title: meter ? `${name}: ${meter.label} without limit.` : `${name}: nothing is limited.`,
    ...actions(usageButton(await typedAgain(context, meant), meter)),
  };
}

/** `usage` calls whose it is otherwise. */
function usageButton({ subject, ...again }: Readonly<Record<string, string>>, meter: Meter | undefined) {
  return button("Usage", "usage show", {
    ...again,
    ...(subject && { whose: subject }),
    ...(meter && { meter: meter.name }),
  });
}

async function allMeters(
  context: CommandContext,
  { name, meant, states }: About & { readonly states: readonly LimitState[] },
): Promise<Reply> {
  const again = await typedAgain(context, meant);
  const own = subjectKey(meant);
  const rows = states.map((state): TableRow => ({
    cells: [
      placeWords(context, state),
      subjectKey(state.subject) === own ? "own" : state.subjectName,
      `${usedWords(context.configuration, state)} ${gauge(state)}`,
      leftCell(context, state),
      resetCell(state),
    ],
    actions: [
      button("By day", "quota show", { ...again, meter: state.limit.meter }),
      button("How is it derived?", "quota explain", { ...again, meter: state.limit.meter }),
    ],
  }));
  const near = tightest(states.filter(isUsedUp));
  return {
    tone: near ? "warning" : "neutral",
    title: near ? `${name}: ${placeWords(context, near)} is used up.` : `${name}: limits`,
    ...helpOf(context, near),
    table: { columns: ["Limit", "Whose", "Used", "Left", "Resets"], rows },
    ...actions(
      formButton("Request more", "quota request", near ? { meter: near.limit.meter } : {}),
      usageButton(again, undefined),
    ),
    footer: `Windows are cut in ${context.configuration.timeZone}; weeks begin on ${capitalized(context.configuration.weekStartsOn)}.`,
  };
}

function isUsedUp(state: LimitState): boolean {
  return (leftOf(state) ?? 1n) === 0n;
}

/** What the operator says where this is used up. */
function helpOf({ configuration }: CommandContext, usedUp: LimitState | undefined): Pick<Reply, "lines"> {
  const help = usedUp && denialTextOf(configuration, usedUp.limit.meter);
  return help ? { lines: [help] } : {};
}

function leftCell({ configuration }: CommandContext, state: LimitState): string {
  const left = leftOf(state);
  const meter = meterCalled(configuration, state.limit.meter);
  const reserved = state.reserved > 0n ? `, ${showNumber(meter, state.reserved)} reserved` : "";
  return `${left === null ? "unlimited" : `${showNumber(meter, left)} left`}${reserved}`;
}

interface OfMeter extends About {
  readonly meter: Meter;
  readonly states: readonly LimitState[];
}

async function oneMeter(context: CommandContext, { name, meter, meant, states }: OfMeter): Promise<Reply> {
  const [first] = states;
  const again = await typedAgain(context, meant);
  const owner = first ? capitalized(first.subjectName) : name;
  const picture = first && (await pictureOf(context, { name: owner, meter, state: first }));
  return {
    tone: "neutral",
    title: `${owner}: ${first ? withoutStop(stateLine(context, first)) : meter.label}`,
    lines: [
      ...states.flatMap((state, index) => linesOf(context, state, index === 0)),
      ...(helpOf(context, states.find(isUsedUp)).lines ?? []),
      ...(picture?.lines ?? []),
    ],
    ...picture?.shown,
    ...actions(
      formButton("Request more", "quota request", { meter: meter.name }),
      button("How is this derived?", "quota explain", { ...again, meter: meter.name }),
      usageButton(again, meter),
    ),
    ...(states.some(({ limit }) => limit.window !== "now") && {
      footer: `Windows are cut in ${context.configuration.timeZone}.`,
    }),
  };
}

/** What the title says already is not said twice. */
function linesOf(context: CommandContext, state: LimitState, isTitle: boolean): Text[] {
  const line: Inline[] = [
    ...(isTitle ? [] : [{ strong: `${capitalized(state.subjectName)}:` }, ` ${stateLine(context, state)} `]),
    ...resetWords(state),
  ];
  const source = sourceText(state.limit.source, context.configuration);
  const { thresholds } = state.limit;
  const told = thresholds.length > 0 ? ` Told at ${percentWords(thresholds)}.` : "";
  const from: Inline[] = ["Limit: ", ...(typeof source === "string" ? [source] : source), `.${told}`];
  return [...(line.length > 0 ? [line] : []), from];
}

function withoutStop(words: string): string {
  return words.replace(/\.$/u, "");
}
