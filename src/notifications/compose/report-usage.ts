import type { Configuration } from "../../domain/configuration/configuration.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { LimitReported, ReportContent } from "../../domain/scheduled-reports/report-content.ts";
import type { Chart, Inline, Table, Text } from "../message.ts";
import { usedOf } from "./limit-line.ts";
import { drawable } from "./usage-chart.ts";
import { count } from "./words.ts";

type Naming = Pick<Configuration, "meters" | "timeZone">;

const DAY_MS = 86_400_000;
const PERCENT = 100;
const MOST_LIMITS = 5;
const MOST_CHANGE = 1_000;

/** "Mon 16 to Sun 22 Nov", "Sun 22 Nov". */
export function spanWords({ from, until }: ReportContent, { timeZone }: Naming): string {
  const last = new Date(until.getTime() - 1);
  const [first, end] = [dayName(from, timeZone), dayName(last, timeZone)];
  if (first === end) return end;
  const [month, endMonth] = [first.split(" ")[2], end.split(" ")[2]];
  return `${month === endMonth ? first.replace(` ${month}`, "") : first} to ${end}`;
}

/** "12 % more than in the 7 days before", "as much as the day before". */
export function changeWords(
  { amount, before }: { readonly amount: Units; readonly before: Units },
  content: ReportContent,
): string {
  const days = Math.round((content.until.getTime() - content.from.getTime()) / DAY_MS);
  const former = days === 1 ? "the day before" : `in the ${days} days before`;
  const change = percentChange(amount, before);
  if (change === undefined) return `none ${days === 1 ? "on " : ""}${former}`;
  if (change === 0) return `about as much as ${former}`;
  return `${Math.abs(change).toLocaleString("en-US")} % ${change > 0 ? "more" : "less"} than ${former}`;
}

/** undefined: from nothing, or to more than ten times as much, no percentage tells anything. */
function percentChange(amount: Units, before: Units): number | undefined {
  if (before <= 0n) return undefined;
  return Math.round(((Number(amount) - Number(before)) / Number(before)) * PERCENT);
}

/** What was used of every meter, beside as many days before. */
export function usageTable({ usage }: ReportContent, { meters }: Naming): Table | undefined {
  const rows = usage.meters.flatMap(({ meter: name, amount, before }) => {
    const meter = meters.find((one) => one.name === name);
    if (!meter) return [];
    const change = percentChange(amount, before);
    const shown = change === undefined || change > MOST_CHANGE ? "" : signed(change);
    return [{ cells: [meter.label, showAmount(meter, amount), showNumber(meter, before), shown] }];
  });
  return rows.length > 0 ? { columns: ["Meter", "Used", "Before", "Change"], rows } : undefined;
}

/** "+12 %", "−5 %", in one piece. */
function signed(percent: number): string {
  const sign = percent > 0 ? "+" : percent < 0 ? "\u2212" : "";
  return `${sign}${Math.abs(percent)}\u00A0%`;
}

/** Where each limit stands and leads, the nearest to its end first. */
export function limitLines({ usage, dueAt }: ReportContent, naming: Naming): readonly Text[] {
  return usage.limits.slice(0, MOST_LIMITS).flatMap((limit) => {
    const meter = naming.meters.find(({ name }) => name === limit.meter);
    return meter ? [limitLine(meter, limit, { timeZone: naming.timeZone, now: dueAt })] : [];
  });
}

interface Around {
  readonly timeZone: string;
  readonly now: Date;
}

function limitLine(meter: Meter, limit: LimitReported, around: Around): Text {
  const { window, startsAt, used, allowance } = limit;
  const place = window === "now" ? meter.label : `${meter.label}, ${windowName(window, startsAt, around)}`;
  const percent =
    allowance === null || allowance === 0n ? "" : ` (${((used * 100n) / allowance).toLocaleString("en-US")} %)`;
  const verb = window === "now" ? "held" : "used";
  return [`${place}: ${usedOf(meter, { used, allowance })} ${verb}${percent}.`, ...outlook(meter, limit, around)];
}

function outlook(
  meter: Meter,
  { used, allowance, reachedAt, daysLeft }: LimitReported,
  { now, timeZone }: Around,
): Inline[] {
  if (allowance === null) return [];
  if (used >= allowance) return [used > 0n ? " The limit is reached." : ""];
  if (!reachedAt) return [];
  const days = Math.floor(daysLeft ?? (reachedAt.getTime() - now.getTime()) / DAY_MS);
  const left = days < 1 ? "within a day" : `in ${count(days, "day", "days")}`;
  return [` At this rate ${showNumber(meter, allowance)} is reached on ${dayName(reachedAt, timeZone)}, ${left}.`];
}

/** Bars of each day, after those of as many days before. */
export function reportChart({ usage, name }: ReportContent, { meters, timeZone }: Naming): Chart | undefined {
  const { lead } = usage;
  const meter = meters.find((one) => one.name === lead?.meter);
  if (!lead || !meter || lead.days.length === 0) return undefined;
  const now = lead.days.map(({ at, amount }) => ({ at, value: drawable(meter, amount) }));
  const former = lead.days.map(({ formerAt: at, before }) => ({ at, value: drawable(meter, before) }));
  const hasFormer = lead.days.some(({ before }) => before !== 0n);
  const title = `${meter.label} of ${name}, day by day`;
  return {
    kind: "time",
    title,
    unit: meter.unit,
    alt: altOf(title, meter, { days: lead.days, timeZone }),
    timeZone,
    series: [
      ...(hasFormer ? [{ name: "Before", as: "bars" as const, points: former }] : []),
      { name: `These ${lead.days.length} days`, as: "bars", points: now },
    ],
  };
}

type Days = NonNullable<ReportContent["usage"]["lead"]>["days"];

function altOf(
  title: string,
  meter: Meter,
  { days, timeZone }: { readonly days: Days; readonly timeZone: string },
): string {
  const each = days.map(
    ({ at, amount, before }) => `${dayName(at, timeZone)} ${showNumber(meter, amount)} (${showNumber(meter, before)})`,
  );
  return `${title}, in ${meter.unit}, behind each ${count(days.length, "day", "days")} earlier: ${each.join(", ")}.`.slice(
    0,
    MOST_ALT,
  );
}

const MOST_ALT = 2_000;

function dayName(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", day: "numeric", month: "short" })
    .format(at)
    .replace(",", "")
    .replace("Sept", "Sep");
}
