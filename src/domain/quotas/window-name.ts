import { Temporal } from "temporal-polyfill";
import { parseWindow } from "./window.ts";
import type { CalendarUnit } from "./window.ts";

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

interface Naming {
  readonly timeZone: string;
  /** With it the current day is "today", and another year is said. */
  readonly now?: Date;
}

/** One window by its name: "November", "week of Mon 16 Nov", "today", "the last 24 hours", "at once". */
export function windowName(window: string, startsAt: Date, { timeZone, now }: Naming): string {
  const parsed = parseWindow(window);
  const start = localDay(startsAt, timeZone);
  const today = now && localDay(now, timeZone);
  switch (parsed?.kind) {
    case "calendar":
      return calendarName(parsed.unit, { start, startsAt, timeZone, ...(today && { today }) });
    case "rolling":
      return `the last ${hoursOrDays(parsed.hours)}`;
    case "anchored":
      return `the ${parsed.unit} from ${dayName(start, today)}`;
    case "lifetime":
      return "in all";
    case "now":
      return "at once";
    case undefined:
      return window;
  }
}

/** The kind of window behind an amount: "a month", "in any 24 hours", "in all", "at once". */
export function windowWords(window: string): string {
  const parsed = parseWindow(window);
  switch (parsed?.kind) {
    case "calendar":
      return parsed.unit === "hour" ? "an hour" : `a ${parsed.unit}`;
    case "rolling":
      return `in any ${hoursOrDays(parsed.hours)}`;
    case "anchored":
      return `a ${parsed.unit}, counted from ${parsed.anchor}`;
    case "lifetime":
      return "in all";
    case "now":
      return "at once";
    case undefined:
      return window;
  }
}

interface Named {
  readonly start: Temporal.PlainDate;
  readonly startsAt: Date;
  readonly timeZone: string;
  readonly today?: Temporal.PlainDate;
}

function calendarName(unit: CalendarUnit, { start, startsAt, timeZone, today }: Named): string {
  const year = today?.year === start.year ? "" : ` ${start.year}`;
  const names: Readonly<Record<CalendarUnit, () => string>> = {
    hour: () => `the hour from ${clock(startsAt, timeZone)} on ${dayName(start, today)}`,
    day: () => (today && start.equals(today) ? "today" : dayName(start, today)),
    week: () => `week of ${dayName(start, today)}`,
    month: () => `${months[start.month - 1] ?? ""}${year}`,
    quarter: () => `Q${Math.ceil(start.month / 3)}${year}`,
    year: () => String(start.year),
  };
  return names[unit]();
}

function localDay(instant: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** "Mon 16 Nov", with the year unless it is today's. */
function dayName(day: Temporal.PlainDate, today: Temporal.PlainDate | undefined): string {
  const year = today?.year === day.year ? "" : ` ${day.year}`;
  return `${days[day.dayOfWeek - 1] ?? ""} ${day.day} ${(months[day.month - 1] ?? "").slice(0, 3)}${year}`;
}

function clock(instant: Date, timeZone: string): string {
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function hoursOrDays(hours: number): string {
  if (hours > 24 && hours % 24 === 0) return `${hours / 24} days`;
  return hours === 1 ? "hour" : `${hours} hours`;
}
