import { Temporal } from "temporal-polyfill";
import { refuse } from "../../domain/errors.ts";
import { knownZone } from "../../notifications/time.ts";
import { notA } from "../arg.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import { durationMs } from "./when.ts";

/** When something ends. */
export interface Term {
  /** Exclusive; null: never. A length counts from now. */
  readonly until: Date | null;
  /** Set where a length was given and not an instant. */
  readonly lengthMs?: number;
}

interface Clock {
  readonly now: Date;
  /** In which days are cut. */
  readonly timeZone: string;
  /** Which end of a named day is meant; default: its end. */
  readonly edge?: "start" | "end";
}

const EXPECTED = "a day or a length of time, such as friday, 2026-11-28, 28 nov, friday 18:00, or 3d";
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;
const NEVER = /^(?:never|none|forever|for good|for ever|always|no end)$/u;
/** Years of five digits are written otherwise, and meant by nobody. */
const TOO_LATE = Date.UTC(9999, 0);
const TIME = /(?:^|\s|t)(?:at )?([01]?\d|2[0-3]):([0-5]\d)$/u;

/** An instant in the future at which something ends: a named day counts in full, in the asker's own zone. */
export const until: Kind<Date> = {
  kind: "date",
  label: "Until",
  field: "line",
  maxLength: 40,
  read: (typed, field) =>
    shapeOf(typed) === "end"
      ? { ok: true, resolve: async (context) => comingEnd(context, typed, field) }
      : notA(field, typed, EXPECTED),
};

/** The same, keeping apart what was given as a length; "never" is an answer, too. */
export const term: Kind<Term> = {
  ...until,
  read(typed, field) {
    const shape = shapeOf(typed);
    if (shape === "never") return { ok: true, resolve: async () => ({ until: null }) };
    if (shape === undefined) return notA(field, typed, `${EXPECTED}; or never`);

    const lengthMs = durationMs(spelled(typed));
    return {
      ok: true,
      resolve: async (context) => ({ until: comingEnd(context, typed, field), ...(lengthMs && { lengthMs }) }),
    };
  },
};

/** When something starts: "now" (undefined), or an instant; a named day from its beginning on. */
export const start: Kind<Date | undefined> = {
  ...until,
  label: "From",
  read(typed, field) {
    if (spelled(typed) === "now") return { ok: true, resolve: async () => undefined };
    if (shapeOf(typed) !== "end") return notA(field, typed, "now, or a day, such as monday or 2026-11-28");

    return {
      ok: true,
      resolve: async ({ now, actor }) => readEnd(typed, { now, timeZone: zoneOf(actor), edge: "start" }),
    };
  },
};

/** What is understood whatever the time is. */
function shapeOf(typed: string): "never" | "end" | undefined {
  if (NEVER.test(spelled(typed))) return "never";
  return readEnd(typed, { now: new Date(0), timeZone: "UTC" }) && "end";
}

function comingEnd({ now, actor }: CommandContext, typed: string, field: string): Date {
  const end = readEnd(typed, { now, timeZone: zoneOf(actor) });
  if (!end || end <= now) return refuse({ kind: "until-passed", until: (end ?? now).toISOString(), field });

  return end;
}

/** In which somebody means their days. */
export function zoneOf(actor: CommandContext["actor"]): string {
  return knownZone(actor.kind === "person" ? actor.timeZone : undefined);
}

/**
 * The instant meant by "friday", "tomorrow", "2026-11-28", "28 nov 2026", "friday 18:00", "3d" or ISO 8601; undefined for
 * anything else. A day without a time means its end, or its start where that is asked for. A weekday is the next one, today's included.
 */
export function readEnd(typed: string, clock: Clock): Date | undefined {
  const end = meant(typed, clock);
  return end && end.getTime() < TOO_LATE ? end : undefined;
}

function meant(typed: string, clock: Clock): Date | undefined {
  const text = spelled(typed);
  const length = durationMs(text);
  if (length !== undefined) return new Date(clock.now.getTime() + length);
  if (/^\d{4}-\d\d-\d\dt.*(?:z|[+-]\d\d:\d\d)$/u.test(text)) return instantOf(typed.trim());

  const time = TIME.exec(text);
  const today = zoned(clock).toPlainDate();
  const day = dayNamed(time ? text.slice(0, time.index).trim() : text, today);
  if (!day) return undefined;
  const at = time
    ? day.toZonedDateTime({
        timeZone: clock.timeZone,
        plainTime: new Temporal.PlainTime(Number(time[1]), Number(time[2])),
      })
    : day.add({ days: clock.edge === "start" ? 0 : 1 }).toZonedDateTime(clock.timeZone);
  return new Date(at.epochMilliseconds);
}

function spelled(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/gu, " ")
    .replace(/^(?:until|till|in|the end of|end of) /u, "");
}

function zoned({ now, timeZone }: Clock): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
}

function instantOf(text: string): Date | undefined {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

function dayNamed(text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (text === "" || text === "today") return today;
  if (text === "tomorrow") return today.add({ days: 1 });
  if (text === "month" || text === "the month") return today.with({ day: today.daysInMonth });
  return weekday(text, today) ?? dated(text, today);
}

function weekday(text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const wanted = WEEKDAYS.findIndex((name) => name === text || (text.length >= 3 && name.startsWith(text)));
  if (wanted < 0) return undefined;
  return today.add({ days: (wanted + 8 - today.dayOfWeek) % 7 });
}

/** "2026-11-28", "28 nov", "28 november 2026"; a day without a year is the next such. */
function dated(text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const numbers = /^(\d{4})-(\d\d)-(\d\d)$/u.exec(text);
  if (numbers) return dayOf(Number(numbers[1]), Number(numbers[2]), Number(numbers[3]));

  const words = /^(\d{1,2})\.? ([a-z]{3,9})(?: (\d{4}))?$/u.exec(text);
  const month = MONTHS.findIndex((name) => words?.[2]?.startsWith(name)) + 1;
  if (!words || month === 0) return undefined;
  const day = dayOf(Number(words[3] ?? today.year), month, Number(words[1]));
  const isOver = day !== undefined && !words[3] && Temporal.PlainDate.compare(day, today) < 0;
  return isOver ? dayOf(today.year + 1, month, Number(words[1])) : day;
}

function dayOf(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" });
  } catch {
    return undefined;
  }
}
