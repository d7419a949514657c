import { Temporal } from "temporal-polyfill";
import type { Configuration } from "../configuration/configuration.ts";

/** Longer ones are no more than this. */
const MOST_DAYS = 92;
const LEAST_DRAWN = 7;

export interface ReportSpan {
  /** Midnights of the installation's zone; `until` is exclusive. */
  readonly from: Date;
  readonly until: Date;
  /** As many days right before. */
  readonly before: Date;
  /** A week at least, for the picture; and as many days before that. */
  readonly drawn: Date;
  readonly drawnBefore: Date;
}

/** The whole days from one report to the next, the last one yesterday; at least one. */
export function spanOf(
  { since, dueAt }: { readonly since: Date; readonly dueAt: Date },
  { timeZone }: Pick<Configuration, "timeZone">,
): ReportSpan {
  const until = dayAt(dueAt, timeZone);
  const days = Math.min(MOST_DAYS, Math.max(1, dayAt(since, timeZone).until(until, { largestUnit: "days" }).days));
  const drawn = Math.max(LEAST_DRAWN, days);
  const daysEarlier = (number: number) => midnight(until.subtract({ days: number }), timeZone);
  return {
    from: daysEarlier(days),
    until: midnight(until, timeZone),
    before: daysEarlier(2 * days),
    drawn: daysEarlier(drawn),
    drawnBefore: daysEarlier(2 * drawn),
  };
}

function dayAt(instant: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

function midnight(day: Temporal.PlainDate, timeZone: string): Date {
  return new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
}
