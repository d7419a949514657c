import { timeWithin } from "./time-words.ts";
import type { Schedule } from "./schedule.ts";
import { dayNames, dayNumber, everyWeeks, ordinal, ordinalWords } from "./calendar-words.ts";

const ALL = [1, 2, 3, 4, 5, 6, 7];
const WORKING = [1, 2, 3, 4, 5];
const WEEKEND = [6, 7];
const MOST_LETTERS = 120;

/**
 * Understands "every monday 9:00", "weekdays 8:30", "daily at 18:00", "first of the month 9:00", "every 2 weeks on friday
 * 16:00", "last friday of the month at 4pm" and the like; 9:00 where no time is named. undefined for anything else.
 */
export function parseSchedule(typed: string): Schedule | undefined {
  if (typed.length > MOST_LETTERS) return undefined;
  const text = typed.trim().toLowerCase().replaceAll(/\s+/gu, " ").replace(/[.!]$/u, "");
  const named = timeWithin(text);
  if (!named) return undefined;

  const { rest, at } = named;
  return monthly(rest, at) ?? fewWeeks(rest, at) ?? weekly(rest, at);
}

/** As `parseSchedule` understands it again: "every Monday at 09:00", "on the 1st of each month at 09:00". */
export function printSchedule(schedule: Schedule): string {
  return `${daysOf(schedule)} at ${clock(schedule.at)}`;
}

const MONTHLY = /^(?:(?:every|each) month|monthly)(?: on)?(?: the)?(?: |$)/u;
const DAY_OF_MONTH = /^(?:the )?(?<nth>\S+)(?: (?<day>\S+))?(?<of> (?:of|in) (?:the|each|every|a) month)?$/u;

function monthly(text: string, at: number): Schedule | undefined {
  const named = text.replace(/^on /u, "");
  const bare = named.replace(MONTHLY, "");
  const isMonthly = bare !== named;
  if (isMonthly && bare === "") return { kind: "month-day", day: 1, at };

  const found = DAY_OF_MONTH.exec(bare)?.groups;
  return found && (isMonthly || found["of"] !== undefined) ? dayOfMonth(found["nth"], found["day"], at) : undefined;
}

function dayOfMonth(nth: string | undefined, day: string | undefined, at: number): Schedule | undefined {
  const number = ordinal(nth ?? "");
  if (number === undefined) return undefined;
  if (day === undefined || day === "day") return { kind: "month-day", day: number, at };

  const weekday = dayNumber(day);
  const isNth = number === "last" || number <= MOST_NTH;
  return weekday !== undefined && isNth ? { kind: "month-weekday", nth: number, day: weekday, at } : undefined;
}

/** Not every month has a fifth Monday. */
const MOST_NTH = 4;

function fewWeeks(text: string, at: number): Schedule | undefined {
  const found = everyWeeks(text);
  // Every other day is none of a week.
  if (!found || /^days?$/u.test(found.days)) return undefined;
  const days = found.days === "" ? [1] : daysIn(found.days);
  return days && { kind: "week", every: found.every, days, at };
}

function weekly(text: string, at: number): Schedule | undefined {
  const days = daysIn(text.replace(/^(?:every|each|on)\b ?/u, ""));
  return days && { kind: "week", every: 1, days, at };
}

function daysIn(text: string): readonly number[] | undefined {
  if (/^(?:days?|daily)$/u.test(text)) return ALL;
  if (/^(?:week ?days?|work(?:ing)? ?days?)$/u.test(text)) return WORKING;
  if (/^week-?ends?$/u.test(text)) return WEEKEND;
  const range = /^(?<from>\p{L}+)(?: ?[-–] ?| (?:to|through) )(?<to>\p{L}+)$/u.exec(text)?.groups;
  if (range) return between(dayNumber(range["from"] ?? ""), dayNumber(range["to"] ?? ""));

  const words = text.split(/,? and |, ?| & | /u).filter((word) => word !== "on");
  const numbers = words.map(dayNumber).filter((day) => day !== undefined);
  return numbers.length === words.length ? [...new Set(numbers)].toSorted((one, other) => one - other) : undefined;
}

function between(from: number | undefined, to: number | undefined): readonly number[] | undefined {
  if (from === undefined || to === undefined) return undefined;
  const days = ALL.map((offset) => ((from - 2 + offset) % 7) + 1);
  return days.slice(0, days.indexOf(to) + 1).toSorted((one, other) => one - other);
}

function daysOf(schedule: Schedule): string {
  switch (schedule.kind) {
    case "week":
      return schedule.every === 1
        ? everyDay(schedule.days)
        : `every ${schedule.every} weeks on ${weekdayWords(schedule.days)}`;
    case "month-day":
      return schedule.day === "last"
        ? "on the last day of each month"
        : `on the ${ordinalWords(schedule.day)} of each month`;
    case "month-weekday":
      return `on the ${schedule.nth === "last" ? "last" : ordinalWords(schedule.nth)} ${dayNames[schedule.day - 1]} of each month`;
  }
}

function everyDay(days: readonly number[]): string {
  if (days.length === ALL.length) return "every day";
  if (days.join() === WORKING.join()) return "on weekdays";
  return `every ${weekdayWords(days)}`;
}

/** "Monday", "Monday and Thursday", "Monday, Wednesday and Friday". */
function weekdayWords(days: readonly number[]): string {
  const names = days.map((day) => dayNames[day - 1] ?? "");
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** "09:00". */
function clock(at: number): string {
  return `${two(Math.floor(at / 60))}:${two(at % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
