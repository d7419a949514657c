import { weekdays } from "../rates/usage-factor.ts";
import type { Weekday } from "../rates/usage-factor.ts";
import { DAY_MINUTES, endOfSpan, parseDaySpan, printDaySpan } from "./day-span.ts";
import type { DaySpan } from "./day-span.ts";

/** A time of the week in which a channel is told nothing but what is critical. */
export interface MuteWindow extends DaySpan {
  /** Days on which it begins; what passes midnight belongs to the day before. */
  readonly on: readonly Weekday[];
}

const workdays = weekdays.slice(0, 5);
const weekend = weekdays.slice(5);

const groups: Readonly<Record<string, readonly Weekday[]>> = {
  weekdays: workdays,
  weekday: workdays,
  workdays,
  weekend,
  weekends: weekend,
  daily: weekdays,
  everyday: weekdays,
  "every day": weekdays,
  always: weekdays,
  nights: weekdays,
};

/** At the end of what was typed: two times of day. */
const TIMES = /(?:^|\s)(\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?\s*(?:-|–|to|until)\s*\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?)$/u;

/** Reads "weekdays 22:00-07:00", "sat sun", "mon-fri 12-13", "weekends and fri"; without a time, the whole days. */
export function parseMuteWindow(typed: string): MuteWindow | undefined {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/gu, " ");
  const times = TIMES.exec(text)?.[1];
  const span = times === undefined ? { from: 0, until: DAY_MINUTES } : parseDaySpan(times);
  const days = text.slice(0, text.length - (times?.length ?? 0)).trim();
  if (days === "" && times === undefined) return undefined;
  const on = days === "" ? weekdays : parseDays(days);
  return span && on && { ...span, on };
}

function parseDays(text: string): readonly Weekday[] | undefined {
  const words = text
    .replaceAll(/\bevery day\b/gu, "daily")
    .replaceAll(/\s*[-–]\s*/gu, "-")
    .split(/,|\band\b|\bon\b|\s/u)
    .filter((word) => word !== "");
  const named = words.map(daysOf);
  if (named.length === 0 || named.some((days) => days === undefined)) return undefined;
  const all = new Set(named.flatMap((days) => days ?? []));
  return weekdays.filter((day) => all.has(day));
}

function daysOf(word: string): readonly Weekday[] | undefined {
  if (Object.hasOwn(groups, word)) return groups[word];
  const [first, last, ...more] = word.split("-").map(dayOf);
  if (first === undefined || more.length > 0) return undefined;
  if (!word.includes("-")) return [first];
  if (last === undefined) return undefined;

  const [from, to] = [weekdays.indexOf(first), weekdays.indexOf(last)];
  return from <= to ? weekdays.slice(from, to + 1) : [...weekdays.slice(from), ...weekdays.slice(0, to + 1)];
}

const names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

function dayOf(word: string): Weekday | undefined {
  const index = word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word.replace(/s$/u, "")));
  return weekdays[index];
}

/** As it is stored, shown, and read again: "weekdays 22:00-07:00", "sat sun". */
export function printMuteWindow({ from, until, on }: MuteWindow): string {
  const isWholeDay = from === 0 && until === DAY_MINUTES;
  return isWholeDay ? printDays(on) : `${printDays(on)} ${printDaySpan({ from, until })}`;
}

function printDays(on: readonly Weekday[]): string {
  const key = on.join(" ");
  if (key === weekdays.join(" ")) return "daily";
  if (key === workdays.join(" ")) return "weekdays";
  return key === weekend.join(" ") ? "weekends" : key;
}

/**
 * Until when a channel with these windows (as they are stored) hears nothing but critical alerts; undefined: it hears now.
 * Windows that follow each other are one.
 */
export function mutedUntil(stored: readonly string[], now: Date, timeZone: string): Date | undefined {
  const windows = stored.flatMap((text) => parseMuteWindow(text) ?? []);
  let until: Date | undefined;
  // Each has at most seven spans a week: who mutes all of it would never come to an end.
  for (let round = 0; round <= windows.length * weekdays.length; round++) {
    const at = until ?? now;
    const ends = windows.flatMap((window) => endOf(window, at, timeZone) ?? []);
    const latest = ends.toSorted((one, other) => other.getTime() - one.getTime())[0];
    if (!latest) return until;
    until = latest;
  }
  return until;
}

function endOf(window: MuteWindow, now: Date, timeZone: string): Date | undefined {
  return endOfSpan(window, { now, timeZone, on: new Set(window.on.map((day) => weekdays.indexOf(day) + 1)) });
}
