import { Temporal } from "temporal-polyfill";
import { windowAt } from "../quotas/window-at.ts";
import type { Calendar } from "../quotas/window-at.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MOST_KEPT = 50_000;

/** Most instants are of the same day as the one before. */
let last = { day: Number.NaN, timeZone: "", width: HOUR_MS };
const starts = new Map<string, Date>();

/**
 * Where the slot of the rollup "usage_hour" begins that an instant belongs to, both in milliseconds since 1970. A slot is
 * an hour of UTC; where the zone is not whole hours from UTC that day, half or a quarter of one, so that local days,
 * and so all windows, are whole slots.
 */
export function slotOf(instant: number, timeZone: string): number {
  const day = Math.floor(instant / DAY_MS);
  if (last.day !== day || last.timeZone !== timeZone) last = { day, timeZone, width: widthOn(day, timeZone) };
  return Math.floor(instant / last.width) * last.width;
}

const widths = new Map<string, number>();

function widthOn(day: number, timeZone: string): number {
  const key = `${day} ${timeZone}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  return keep(widths, key, Math.min(widthAt(day * DAY_MS, timeZone), widthAt((day + 1) * DAY_MS, timeZone)));
}

function widthAt(instant: number, timeZone: string): number {
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  const offset = offsetNanoseconds / 1_000_000;
  return [HOUR_MS, HOUR_MS / 2].find((width) => offset % width === 0) ?? HOUR_MS / 4;
}

/** What the database's functions count by: for each slot and window, when the window began that the slot belongs to. */
export interface Slots {
  /** The distinct slots' starts. Events refer to them by place, from 1. */
  readonly hours: readonly Date[];
  readonly windows: readonly string[];
  /** Slot by slot, of every window. */
  readonly starts: readonly Date[];
}

/** `hours` as slotOf gives them. */
export function slotsOf(hours: readonly number[], windows: readonly string[], calendar: Calendar): Slots {
  const dates = hours.map((hour) => new Date(hour));
  return {
    hours: dates,
    windows,
    starts: dates.flatMap((hour) => windows.map((window) => startOf(window, hour, calendar))),
  };
}

function startOf(window: string, hour: Date, calendar: Calendar): Date {
  const key = `${window} ${hour.getTime()} ${calendar.weekStartsOn} ${calendar.timeZone}`;
  const known = starts.get(key);
  if (known) return known;
  return keep(starts, key, windowAt(window, hour, calendar).startsAt);
}

function keep<Value>(kept: Map<string, Value>, key: string, value: Value): Value {
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, value);
  return value;
}
