import { isOpen, isSnoozed } from "../../domain/alerts/alert.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import type { AlertExplained, Flip, ToldView } from "../../domain/alerts/explain-alert.ts";
import { nextLook } from "../../domain/alerts/next-look.ts";
import type { NextLook } from "../../domain/alerts/next-look.ts";
import type { Observation } from "../../domain/alerts/observation.ts";
import { inHours } from "../../domain/alerts/rule-words.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import { howMuch } from "../../notifications/compose/alert-amount.ts";
import { severityNames } from "../../notifications/compose/alert-kinds.ts";
import { itemLines } from "../../notifications/compose/alert-lines.ts";
import { usedOf } from "../../notifications/compose/limit-line.ts";
import { stepLine } from "../../notifications/compose/alert-step.ts";
import type { Table, Text } from "../../notifications/message.ts";
import { listed } from "../words.ts";

const MOST_NAMES = 3;

interface Leveled {
  readonly name: string;
  readonly severity: AlertView["severity"];
  readonly at: Units;
  readonly clearAt?: Units | undefined;
}

/** Each level with where it is reached and left, and whether it is. */
export function levelTable(shownAs: (units: Units) => string, value: Units, levels: readonly Leveled[]): Table {
  return {
    columns: ["Level", "Severity", "Reached from", "Left below", "Now"],
    rows: levels.map(({ name, severity, at, clearAt }) => ({
      cells: [
        name || "the only one",
        severityNames[severity],
        shownAs(at),
        clearAt === undefined ? "" : shownAs(clearAt),
        value >= at ? "reached" : `not reached: ${shownAs(at - value)} less`,
      ],
    })),
  };
}

function shown(meter: Meter | undefined, units: Units): string {
  return meter ? showNumber(meter, units) : units.toLocaleString("en-US");
}

/** How an alert stands, in a sentence each: the sum, why, what would end it, what comes next, and when it is looked at again. */
export function standingLines({ card: { alert, running }, flip }: AlertExplained, now: Date): readonly Text[] {
  return [
    sumLine(alert),
    ...itemLines(alert, false),
    ...handlingLines(alert, now),
    ...flipLines(alert, flip),
    ...(running.length > 0 ? [`Running on what is reserved: ${listed(running)}.`] : []),
    lookLine(alert, now),
  ];
}

function sumLine(alert: AlertView): string {
  const { meter, value, limit, peak } = alert;
  if (alert.kind === "unusual") return `It sees ${howMuch(alert)}.`;
  if (!meter) return `It counts ${value.toLocaleString("en-US")}; the most was ${peak.toLocaleString("en-US")}.`;
  const sum = limit === null ? showAmount(meter, value) : usedOf(meter, { used: value, allowance: limit });
  return `It sees ${sum}; the most was ${showAmount(meter, peak)}.`;
}

function handlingLines(alert: AlertView, now: Date): readonly Text[] {
  const { acknowledged, snoozed, phase } = alert;
  return [
    ...(phase === "recovering" ? ["It is no longer so, and is over if that lasts."] : []),
    ...(acknowledged ? [`Acknowledged by ${acknowledged.by}: it is not repeated.`] : []),
    ...(snoozed && isSnoozed(alert, now)
      ? [[`Snoozed by ${snoozed.by} until `, { time: snoozed.until }, ": only what is critical is told."]]
      : []),
  ];
}

function flipLines(alert: AlertView, { below, limit, next }: Flip): readonly Text[] {
  const { meter } = alert;
  const print = printerOf(alert);
  const ways = [
    ...(below === undefined ? [] : [belowWords(alert, print(below))]),
    ...(limit === undefined || !meter ? [] : [`the limit is ${showAmount(meter, limit)} or more`]),
  ];
  return [
    ...(ways.length > 0 ? [[{ strong: "What would end it:" }, ` it is over when ${listed(ways, "or")}.`]] : []),
    ...(next ? [`The next level, ${next.name}, is reached with ${print(next.more)} more.`] : []),
  ];
}

function belowWords({ kind, meter, window }: AlertView, least: string): string {
  if (kind === "unusual") return `its score is below ${least}`;
  if (kind === "forecast") return `less than ${least} would be used by the end`;
  return meter ? `less than ${least} is ${window === "now" ? "held" : "used"}` : `it counts less than ${least}`;
}

const THOUSAND = 1_000;

/** Of what is unusual the values are thousandths of a score, else units of the meter. */
export function printerOf({ kind, meter }: Pick<AlertView, "kind" | "meter">): (units: Units) => string {
  if (kind === "unusual" && meter) return (units) => (Number(units) / THOUSAND).toFixed(1);
  return (units) => shown(meter, units);
}

function lookLine(alert: AlertView, now: Date): Text {
  if (!isOpen(alert)) return "Nothing looks at it any more; what comes after is another alert.";
  const { kind, evaluatedAt, windowEnd } = alert;
  const next = nextLine(nextLook(kind, now, evaluatedAt));
  const end: Text = windowEnd ? [" It begins anew ", { time: windowEnd }, "."] : [];
  return ["It was looked at ", { time: evaluatedAt }, ". ", ...(typeof next === "string" ? [next] : next), ...end];
}

/** When something is evaluated next. */
export function nextLine({ isFollowed, at }: NextLook): Text {
  const changes = "when use is reported or a limit changes";
  if (!at)
    return isFollowed ? `It is looked at next ${changes}.` : "It is looked at next when the other system tells of it.";
  const time = ["It is looked at next ", { time: at }] as const;
  return isFollowed ? [...time, `, and at once ${changes}.`] : [...time, "."];
}

const hows: Readonly<Record<string, string>> = {
  card: "told",
  thread: "told below its card",
  digest: "waits for, or came in, a digest",
  silenced: "not told: silenced",
  snoozed: "not told: snoozed",
  inhibited: "not told: another alert says it already",
  off: "not told: they switched this kind off",
  dropped: "not told any more: it was over, or something worse was told",
};

/** Whom each level was told, or why not. */
export function toldLines(told: readonly ToldView[], { levels }: AlertView): readonly Text[] {
  return told.map(({ who, level, how, at, heldUntil, already }): Text => [
    { strong: who },
    `: ${levels[level]?.name || "it"} ${already ? alreadyWords(already) : (hows[how] ?? how)}, `,
    { time: at },
    ...(heldUntil ? ["; looked at again ", { time: heldUntil } as const] : []),
    ".",
  ]);
}

/** "not told: the alert of Bob Ekman explains 93 % of it" */
function alreadyWords({ names, percent, isBelow }: NonNullable<ToldView["already"]>): string {
  const shown = names.slice(0, MOST_NAMES);
  const others = names.length > shown.length ? [`${names.length - shown.length} more`] : [];
  const whose = `the ${names.length === 1 ? "alert" : "alerts"} of ${listed([...shown, ...others])}`;
  if (!isBelow) return `not told: ${whose} said it before`;
  return `not told: ${whose} ${names.length === 1 ? "explains" : "explain"} ${percent} % of it`;
}

/** What happened to it, a line each. */
export function stepLines(alert: AlertView, steps: AlertExplained["steps"]): readonly Text[] {
  return steps.map((step): Text => [{ time: step.at }, `: ${stepLine(alert, step).title}`]);
}

/** What was used within a rule's hours, and how far that is from its levels. */
export function useLine(meter: Meter | undefined, seen: Observation, hours: number): string {
  const used = meter ? showAmount(meter, seen.value) : seen.value.toLocaleString("en-US");
  return `It sees ${used} within ${inHours(hours)}. ${distanceLine(meter, seen)}`;
}

/** How far a value is from a rule's levels. */
export function distanceLine(meter: Meter | undefined, { value, levels, limit }: Observation): string {
  if (limit === null && levels.length === 0) return "It has no limit, so that shares of it are never reached.";
  const next = levels.find(({ at }) => at > value);
  const reached = levels.filter(({ at }) => value >= at);
  const now = reached.length > 0 ? `${reached.at(-1)?.name ?? ""} is reached.` : "No level is reached.";
  return next ? `${now} ${next.name} is reached with ${shown(meter, next.at - value)} more.` : now;
}
