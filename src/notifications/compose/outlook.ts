import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import { forecast } from "../../domain/quotas/forecast.ts";
import type { Estimate, Forecast } from "../../domain/quotas/forecast.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import type { MeterUsage } from "../../domain/reports/show-usage.ts";
import type { Chart, Text } from "../message.ts";
import type { Clock } from "./limit-line.ts";
import { drawable } from "./usage-chart.ts";
import { count } from "./words.ts";

const DAY_MS = 86_400_000;
const SHOWN_DIGITS = 3;
const HOURS_OF_DAY = 24;

export interface Outlook {
  /** "At this rate 400 is reached on Fri 27 Nov, between Wed 25 Nov and Sun 29 Nov." */
  readonly line: Text;
  readonly band?: Chart["forecast"];
}

type Known = Pick<MeterUsage, "days" | "earlier" | "limit">;

/**
 * Where the use of a counter's limit leads while its window runs, by the last seven whole days; undefined with fewer
 * than three, for gauges, and once the window is over.
 */
export function outlookOf({ now, configuration }: Clock, meter: Meter, usage: Known): Outlook | undefined {
  const { limit, days, earlier = [] } = usage;
  if (!limit || meter.kind === "gauge" || (limit.resetsAt && limit.resetsAt <= now)) return undefined;
  const whole = [...earlier, ...days].filter(({ startsAt }) => startsAt.getTime() + DAY_MS <= now.getTime());
  // What only began today has no rate yet.
  if (whole.every(({ amount }) => amount === 0n)) return undefined;
  const { startsAt, resetsAt: endsAt, used, allowance } = limit;
  const found = forecast({ days: whole, startsAt, endsAt, now, used, allowance });
  if (!found) return undefined;

  const line = lineOf(found, { meter, limit, timeZone: configuration.timeZone, now });
  const band = found.course.map(({ at, low, middle, high }) => ({
    at,
    low: drawable(meter, low),
    middle: drawable(meter, middle),
    high: drawable(meter, high),
  }));
  return { line, ...(band.length > 1 && { band }) };
}

interface Around {
  readonly meter: Meter;
  readonly limit: LimitState;
  readonly timeZone: string;
  readonly now: Date;
}

function lineOf({ reachedAt, atEnd, daysLeft }: Forecast, around: Around): string {
  const { meter, limit, now } = around;
  const allowance = limit.allowance ?? 0n;
  if (limit.allowance !== null && limit.used >= allowance) return "The limit is reached.";
  if (reachedAt.middle && reachedAt.middle > now) {
    const left = leftWords(daysLeft ?? 0);
    const range = rangeOf(reachedAt, around);
    return `At this rate ${showNumber(meter, allowance)} is reached on ${dayName(reachedAt.middle, around)}${left}${range}.`;
  }
  if (!atEnd || !limit.resetsAt) return "At this rate the limit is not reached within three years.";
  const early = earlyWords(reachedAt.high, around);
  return `At this rate ${showAmount(meter, roughly(atEnd.middle))} will be used by ${dayName(limit.resetsAt, around)}${spreadOf(atEnd, meter)}.${early}`;
}

/** ", in 3 days", on the last day ", in 5 hours". */
function leftWords(daysLeft: number): string {
  const days = Math.floor(daysLeft);
  if (days >= 1) return `, in ${count(days, "day", "days")}`;
  const hours = Math.floor(daysLeft * HOURS_OF_DAY);
  return hours >= 1 ? `, in ${count(hours, "hour", "hours")}` : ", within the hour";
}

function earlyWords(high: Date | null, around: Around): string {
  return high ? ` With much use, the limit could be reached on ${dayName(high, around)}.` : "";
}

function spreadOf(atEnd: Estimate<Units>, meter: Meter): string {
  const [low, high] = [showNumber(meter, roughly(atEnd.low)), showNumber(meter, roughly(atEnd.high))];
  return low === high ? "" : ` (between ${low} and ${high})`;
}

/** An estimate is not known to the last digit: three of them. */
function roughly(units: Units): Units {
  const step = 10n ** BigInt(Math.max(0, units.toString().length - SHOWN_DIGITS));
  return ((units + step / 2n) / step) * step;
}

/** High use reaches it first. */
function rangeOf({ low, high }: Estimate<Date | null>, around: Around): string {
  if (!high) return "";
  const first = dayName(high, around);
  if (!low) return ` (${first} at the earliest, or not before the reset)`;
  const last = dayName(low, around);
  return first === last ? "" : ` (between ${first} and ${last})`;
}

function dayName(at: Date, { timeZone }: Pick<Around, "timeZone">): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", day: "numeric", month: "short" })
    .format(at)
    .replace(",", "");
}
