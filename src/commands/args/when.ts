import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const LONGEST_MS = 3_650 * 86_400_000;

/** A length of time in milliseconds: "45m", "4h", "2d", "1w", "1d 12h", "for 4h". */
export const duration: Kind<number> = {
  kind: "duration",
  label: "How long",
  field: "line",
  read(typed, field) {
    const length = durationMs(typed);
    return length === undefined ? notA(field, typed, "a length of time, such as 45m, 4h, 2d or 1w") : given(length);
  },
};

/** Milliseconds, or undefined for what is no length of time between a minute and ten years. */
export function durationMs(typed: string): number | undefined {
  const compact = typed
    .toLowerCase()
    .replace(/^for\s+/u, "")
    .replaceAll(/\s+/gu, "");
  if (!/^(?:\d{1,6}[mhdw])+$/u.test(compact)) return undefined;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+)([mhdw])/gu))
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  return total > 0 && total <= LONGEST_MS ? total : undefined;
}

/** The start of a day, in UTC: "2026-11-21". */
export const date: Kind<Date> = {
  kind: "date",
  label: "Day",
  field: "line",
  read(typed, field) {
    const day = dayOf(typed);
    return day ? given(day) : notA(field, typed, "a day, such as 2026-11-21");
  },
};

/** The start of that day in UTC; undefined for what is no day. */
export function dayOf(typed: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(typed)) return undefined;
  const day = new Date(`${typed}T00:00:00Z`);
  // 30 February would roll over into March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(typed) ? day : undefined;
}
