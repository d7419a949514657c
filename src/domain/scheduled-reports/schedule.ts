import { Temporal } from "temporal-polyfill";

/** How often something is posted. Times of day are minutes after midnight in the zone that it is read in. */
export type Schedule =
  | {
      readonly kind: "week";
      /** 1: every week. */
      readonly every: number;
      /** 1 is Monday, 7 Sunday; ascending, each once. */
      readonly days: readonly number[];
      readonly at: number;
      /** Of more than one week: a day of a week in which it is posted, "2026-11-27". */
      readonly since?: string;
    }
  /** A shorter month's last day stands for days that it lacks. */
  | { readonly kind: "month-day"; readonly day: number | "last"; readonly at: number }
  | { readonly kind: "month-weekday"; readonly nth: number | "last"; readonly day: number; readonly at: number };

const HOUR_MINUTES = 60;
const DAYS_OF_WEEK = 7;
/** Twelve weeks are the longest that a schedule pauses, and some days do not exist. */
const FURTHEST_DAYS = 100;
/** A Monday, for schedules that were never begun. */
const ANY_MONDAY = "1970-01-05";

/**
 * The first time after an instant. Where clocks skip the time of day, what they show instead; where they show it twice,
 * the first.
 */
export function nextAfter(schedule: Schedule, instant: Date, timeZone: string): Date {
  return found(schedule, { from: instant, timeZone, step: 1 });
}

/** The last time before an instant. */
export function lastBefore(schedule: Schedule, instant: Date, timeZone: string): Date {
  return found(schedule, { from: instant, timeZone, step: -1 });
}

/** The same, begun: of a schedule of several weeks, the week of its first day after this instant is one of its own. */
export function begun(schedule: Schedule, instant: Date, timeZone: string): Schedule {
  if (schedule.kind !== "week" || schedule.every === 1) return schedule;
  const { every: _every, since: _since, ...weekly } = schedule;
  const first = nextAfter({ ...weekly, every: 1 }, instant, timeZone);
  return { ...schedule, since: zoned(first, timeZone).toPlainDate().toString() };
}

interface Search {
  readonly from: Date;
  readonly timeZone: string;
  readonly step: 1 | -1;
}

function found(schedule: Schedule, { from, timeZone, step }: Search): Date {
  const today = zoned(from, timeZone).toPlainDate();
  for (let days = 0; days <= FURTHEST_DAYS; days += 1) {
    const day = today.add({ days: days * step });
    const at = isOn(schedule, day) ? instantOn(day, schedule.at, timeZone) : undefined;
    if (at && (at.getTime() - from.getTime()) * step > 0) return at;
  }
  throw new Error("a schedule has no time within a hundred days");
}

/** undefined: that day does not exist there. */
function instantOn(day: Temporal.PlainDate, at: number, timeZone: string): Date | undefined {
  const plainTime = { hour: Math.floor(at / HOUR_MINUTES), minute: at % HOUR_MINUTES };
  const local = day.toZonedDateTime({ timeZone, plainTime });
  return local.toPlainDate().equals(day) ? new Date(local.epochMilliseconds) : undefined;
}

function isOn(schedule: Schedule, day: Temporal.PlainDate): boolean {
  switch (schedule.kind) {
    case "week":
      return schedule.days.includes(day.dayOfWeek) && weeksSince(schedule.since, day) % schedule.every === 0;
    case "month-day":
      return day.day === (schedule.day === "last" ? day.daysInMonth : Math.min(schedule.day, day.daysInMonth));
    case "month-weekday":
      return day.dayOfWeek === schedule.day && isNth(schedule.nth, day);
  }
}

function isNth(nth: number | "last", { day, daysInMonth }: Temporal.PlainDate): boolean {
  return nth === "last" ? day > daysInMonth - DAYS_OF_WEEK : Math.ceil(day / DAYS_OF_WEEK) === nth;
}

/** Whole weeks from Monday to Monday; never negative. */
function weeksSince(since: string = ANY_MONDAY, day: Temporal.PlainDate): number {
  const { days } = mondayOf(Temporal.PlainDate.from(since)).until(mondayOf(day), { largestUnit: "days" });
  return Math.abs(days / DAYS_OF_WEEK);
}

function mondayOf(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.subtract({ days: day.dayOfWeek - 1 });
}

function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}
