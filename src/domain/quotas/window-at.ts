import { Temporal } from "temporal-polyfill";
import type { Configuration } from "../configuration/configuration.ts";
import { parseWindow } from "./window.ts";
import type { Window } from "./window.ts";

/** In which zone days are cut, and on which day weeks begin. A configuration is one. */
export type Calendar = Pick<Configuration, "timeZone" | "weekStartsOn">;

/** Half-open: [startsAt, endsAt). */
export interface Span {
  readonly startsAt: Date;
  /** null: never ends. Of a rolling window: when its oldest hour drops out. */
  readonly endsAt: Date | null;
}

/** When lifetimes and gauges began. */
export const EPOCH = new Date(0);
const HOUR_MS = 3_600_000;
const FOREVER: Span = { startsAt: EPOCH, endsAt: null };

/** How many answers are kept for each window, and for how many windows. */
const RECENT = 4;
const MOST_WINDOWS = 2_000;
const recent = new Map<string, Known[]>();

/** An answer, and the instants it holds for: of a rolling window its last hour, else all of it. */
interface Known {
  readonly from: number;
  readonly until: number;
  readonly span: Span;
}

/**
 * The window of this kind that an instant belongs to. Calendar windows begin at the first instant of a local day, so
 * days of 23 and 25 hours come right; anchored ones are cut to the month's end without drifting. Hours are UTC's.
 * A rolling window of n hours begins at the full hour at or before n hours ago: never too little is counted.
 */
export function windowAt(window: string, instant: Date, calendar: Calendar): Span {
  const key = `${window} ${calendar.weekStartsOn} ${calendar.timeZone}`;
  const at = instant.getTime();
  const kept = recent.get(key);
  const hit = kept?.find(({ from, until }) => from <= at && at < until);
  if (hit) return hit.span;

  const known = knownOf(requireWindow(window), instant, calendar);
  if (recent.size >= MOST_WINDOWS && !kept) recent.clear();
  recent.set(key, [...(kept ?? []).slice(1 - RECENT), known]);
  return known.span;
}

/** The one before; null where windows do not follow one another: rolling, lifetime, gauges. */
export function previousWindow(window: string, startsAt: Date, calendar: Calendar): Span | null {
  const { kind } = requireWindow(window);
  if (kind !== "calendar" && kind !== "anchored") return null;
  return windowAt(window, new Date(startsAt.getTime() - 1), calendar);
}

function requireWindow(text: string): Window {
  const window = parseWindow(text);
  if (!window) throw new Error(`no window: ${text}`);
  return window;
}

function knownOf(window: Window, instant: Date, calendar: Calendar): Known {
  switch (window.kind) {
    case "lifetime":
    case "now":
      return { from: -Infinity, until: Infinity, span: FOREVER };
    case "rolling":
      return hoursUpTo(instant, window.hours);
    case "calendar":
      return window.unit === "hour" ? hoursUpTo(instant, 0) : cut(instant, rulerOf(window.unit, calendar), calendar);
    case "anchored":
      return cut(instant, { ...rulerOf(window.unit, calendar), anchor: window.anchor }, calendar);
  }
}

function hoursUpTo(instant: Date, before: number): Known {
  const from = Math.floor(instant.getTime() / HOUR_MS) * HOUR_MS;
  const until = from + HOUR_MS;
  return { from, until, span: { startsAt: new Date(from - before * HOUR_MS), endsAt: new Date(until) } };
}

/** Windows that begin every `step` days or months from a day on. */
interface Ruler {
  readonly anchor: string;
  readonly unit: "days" | "months";
  readonly step: number;
}

function rulerOf(unit: "day" | "week" | "month" | "quarter" | "year", { weekStartsOn }: Calendar): Ruler {
  switch (unit) {
    case "day":
      return { anchor: "1970-01-01", unit: "days", step: 1 };
    case "week":
      return { anchor: weekStartsOn === "monday" ? "1970-01-05" : "1970-01-04", unit: "days", step: 7 };
    case "month":
      return { anchor: "1970-01-01", unit: "months", step: 1 };
    case "quarter":
      return { anchor: "1970-01-01", unit: "months", step: 3 };
    case "year":
      return { anchor: "1970-01-01", unit: "months", step: 12 };
  }
}

function cut(instant: Date, { anchor: day, unit, step }: Ruler, { timeZone }: Calendar): Known {
  const anchor = Temporal.PlainDate.from(day);
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const startOf = (index: number) =>
    anchor.add({ [unit]: index * step }).toZonedDateTime({ timeZone }).epochMilliseconds;

  // Where clocks go back across midnight, a local day is entered twice: what counts is the order of instants.
  let index = Math.floor(anchor.until(local, { largestUnit: unit })[unit] / step);
  while (startOf(index) > instant.getTime()) index--;
  while (startOf(index + 1) <= instant.getTime()) index++;
  const [from, until] = [startOf(index), startOf(index + 1)];
  return { from, until, span: { startsAt: new Date(from), endsAt: new Date(until) } };
}
