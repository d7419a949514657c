import { offsetAt } from "./offset.ts";
import type { Rate } from "./rate.ts";

const MINUTE_MS = 60_000;
export const DAY_MINUTES = 24 * 60;
const DAYS = 7;
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 3;

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** How use of a counter is weighed at certain times: Slurm's UsageFactor, by the clock on the wall. */
export interface UsageFactor {
  /** "Nights". */
  readonly label: string;
  readonly meter: string;
  /** In minutes from midnight, half-open; past midnight where `to` is not later than `from`. */
  readonly from: number;
  readonly to: number;
  /** Days on which it begins; of a span past midnight the morning after belongs to it. */
  readonly on: readonly Weekday[];
  readonly factor: Rate;
}

/** The factor at an instant (milliseconds since 1970), by the zone's clock; of several the last. */
export function factorAt(factors: readonly UsageFactor[], instant: number, timeZone: string): UsageFactor | undefined {
  if (factors.length === 0) return undefined;
  const local = Math.floor((instant + offsetAt(instant, timeZone)) / MINUTE_MS);
  const day = Math.floor(local / DAY_MINUTES);
  const minute = local - day * DAY_MINUTES;
  return factors.findLast((factor) => isWithin(factor, day, minute));
}

function isWithin({ from, to, on }: UsageFactor, day: number, minute: number): boolean {
  if (from < to) return minute >= from && minute < to && on.includes(weekdayOf(day));
  return (minute >= from && on.includes(weekdayOf(day))) || (minute < to && on.includes(weekdayOf(day - 1)));
}

function weekdayOf(day: number): Weekday {
  return weekdays[(((day + FIRST_WEEKDAY) % DAYS) + DAYS) % DAYS] ?? "mon";
}
