import { Temporal } from "temporal-polyfill";

export const DAY_MINUTES = 24 * 60;

/** A stretch of the day by the clock on the wall, in minutes after midnight; past midnight where `until` is not later. */
export interface DaySpan {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

const TIME = /^(\d{1,2})(?:[:.]([0-5]\d))?$/u;
const HALF_TIME = /^(0?[1-9]|1[0-2])(?:[:.]([0-5]\d))?\s*([ap])m$/u;

/** "22:00", "22", "7:30", "10pm" as minutes after midnight; 24:00 is the day's end. */
export function parseTimeOfDay(typed: string): number | undefined {
  const text = typed.trim().toLowerCase();
  const [, hours, minutes = "0"] = TIME.exec(text) ?? [];
  if (hours === undefined) return parseHalfTime(text);
  const total = Number(hours) * 60 + Number(minutes);
  return total <= DAY_MINUTES ? total : undefined;
}

function parseHalfTime(text: string): number | undefined {
  const [, hours, minutes = "0", half] = HALF_TIME.exec(text) ?? [];
  if (hours === undefined) return undefined;
  return ((Number(hours) % 12) + (half === "p" ? 12 : 0)) * 60 + Number(minutes);
}

/** "22:00". */
export function printTimeOfDay(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** "22:00-07:00", "22-7", "10pm to 7am". */
export function parseDaySpan(typed: string): DaySpan | undefined {
  const parts = typed.split(/-|–|\bto\b|\buntil\b/u);
  if (parts.length !== 2) return undefined;
  const [from, until] = parts.map(parseTimeOfDay);
  if (from === undefined || until === undefined || from === until || from === DAY_MINUTES) return undefined;
  return { from, until };
}

export function printDaySpan({ from, until }: DaySpan): string {
  return `${printTimeOfDay(from)}-${printTimeOfDay(until)}`;
}

/**
 * When the span that holds this instant ends; undefined when none does. `on` says on which days (1: Monday, to 7) one
 * begins. Where clocks go back, both runs of an hour belong to it; where they go forward, it ends as late as it would have.
 */
export function endOfSpan(
  { from, until }: DaySpan,
  { now, timeZone, on }: { readonly now: Date; readonly timeZone: string; readonly on?: ReadonlySet<number> },
): Date | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  for (const day of [today.subtract({ days: 1 }), today]) {
    if (on && !on.has(day.dayOfWeek)) continue;
    const begins = instantOf(day, from, { timeZone, disambiguation: "compatible" });
    const lastDay = until > from ? day : day.add({ days: 1 });
    const ends = instantOf(lastDay, until, { timeZone, disambiguation: "later" });
    if (begins <= now.getTime() && now.getTime() < ends) return new Date(ends);
  }
  return undefined;
}

/** The next instant after `now` at which the clock shows this time. */
export function nextTimeOfDay(minutes: number, now: Date, timeZone: string): Date {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const at = (day: Temporal.PlainDate) => instantOf(day, minutes, { timeZone, disambiguation: "compatible" });
  const todays = at(today);
  return new Date(todays > now.getTime() ? todays : at(today.add({ days: 1 })));
}

interface Reading {
  readonly timeZone: string;
  readonly disambiguation: "compatible" | "later";
}

function instantOf(day: Temporal.PlainDate, minutes: number, { timeZone, disambiguation }: Reading): number {
  const on = minutes === DAY_MINUTES ? day.add({ days: 1 }) : day;
  const time = new Temporal.PlainTime(Math.floor(minutes / 60) % 24, minutes % 60);
  return on.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds;
}
