import { HOUR } from "../quotas/window.ts";
import { windowAt } from "../quotas/window-at.ts";
import type { Calendar } from "../quotas/window-at.ts";
import { slotsOf } from "./slots.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Reservations may be committed up to 30 days late. */
const DAYS_KEPT = 35;
/** The longest rolling window, and a day more. */
const DAYS_OF_HOURS_KEPT = 93;

/**
 * Where the oldest window begins whose sum the balances still keep: limits ask for no older ones, and reports read the
 * rollups.
 */
export function oldestWindow(window: string, now: Date, calendar: Calendar): Date {
  const days = window === HOUR ? DAYS_OF_HOURS_KEPT : DAYS_KEPT;
  return windowAt(window, new Date(now.getTime() - days * DAY_MS), calendar).startsAt;
}

/** As slotsOf, but for windows that are no longer kept, whose start is null: nothing is added to them. */
export function keptSlotsOf(
  hours: readonly number[],
  windows: readonly string[],
  { now, calendar }: { readonly now: Date; readonly calendar: Calendar },
): { readonly hours: readonly Date[]; readonly starts: readonly (Date | null)[] } {
  const oldest = windows.map((window) => oldestWindow(window, now, calendar).getTime());
  const slots = slotsOf(hours, windows, calendar);
  const starts = slots.starts.map((start, index) =>
    start.getTime() < (oldest[index % windows.length] ?? 0) ? null : start,
  );
  return { hours: slots.hours, starts };
}
