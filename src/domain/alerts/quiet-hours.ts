import { endOfSpan, parseDaySpan, printDaySpan } from "./day-span.ts";
import type { DaySpan } from "./day-span.ts";

const NONE: DaySpan = { from: 0, until: 0 };

/** Reads "22:00-07:00"; "none" and "off" take them away. */
export function parseQuietHours(typed: string): DaySpan | undefined {
  return /^(?:none|off|no|never|-)$/iu.test(typed.trim()) ? NONE : parseDaySpan(typed.trim().toLowerCase());
}

/** "22:00-07:00" or "none". */
export function printQuietHours(span: DaySpan): string {
  return span.from === span.until ? "none" : printDaySpan(span);
}

/** When somebody's quiet hours end, by the clock on their wall; undefined when it is not quiet now. */
export function quietUntil(span: DaySpan, now: Date, timeZone: string): Date | undefined {
  return span.from === span.until ? undefined : endOfSpan(span, { now, timeZone });
}
