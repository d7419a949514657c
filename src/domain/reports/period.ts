import { Temporal } from "temporal-polyfill";

/** A stretch of time that somebody asks about. */
export interface Period {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  /** By itself: "November 2026", "the last 7 days", "21 Nov 2026". */
  readonly label: string;
  /** Within a sentence: "in November 2026", "on 21 Nov 2026", "from 1 Oct 2026 to 15 Oct 2026". */
  readonly when: string;
  /** What typing it again gives: "month", "last month", "2026-10". */
  readonly typed: string;
}

/** How the installation cuts time. */
export interface Clock {
  readonly timeZone: string;
  readonly weekStartsOn: "monday" | "sunday";
}

type Unit = "day" | "week" | "month" | "quarter" | "year";

const MOST_DAYS = 3_660;
const NAMED: ReadonlyMap<string, readonly [Unit, number]> = new Map([
  ["today", ["day", 0]],
  ["yesterday", ["day", -1]],
  ["day", ["day", 0]],
  ["week", ["week", 0]],
  ["month", ["month", 0]],
  ["quarter", ["quarter", 0]],
  ["year", ["year", 0]],
]);

/**
 * Understands "month", "last month", "week", "today", "7d", "2026", "2026-10", "2026-10-03" and
 * "2026-10-01..2026-10-15" (both days included); undefined for anything else, and for more than ten years.
 */
export function readPeriod(typed: string, now: Date, clock: Clock): Period | undefined {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/^(?:this|the|in)\s+/u, "");
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(clock.timeZone).toPlainDate();
  const spelled = text.replace(/^(?:the )?(?:last|previous)\s+/u, "");
  const [unit, shift] = NAMED.get(spelled) ?? [];
  if (unit) return whole(unit, today, { shift: spelled === text ? (shift ?? 0) : -1, clock, typed: text });

  return lastDays(text, today, clock) ?? dated(text, clock);
}

interface Cut {
  readonly shift: number;
  readonly clock: Clock;
  readonly typed: string;
}

function whole(unit: Unit, today: Temporal.PlainDate, { shift, clock, typed }: Cut): Period {
  const start = startOf(unit, today, clock);
  const step = unit === "quarter" ? { months: 3 } : { [`${unit}s`]: 1 };
  const from = shift === 0 ? start : start.subtract(step);
  const label = labelOf(unit, from);
  return between(from, from.add(step), { clock, typed, label, when: `${unit === "day" ? "on" : "in"} ${label}` });
}

function startOf(unit: Unit, day: Temporal.PlainDate, { weekStartsOn }: Clock): Temporal.PlainDate {
  switch (unit) {
    case "day":
      return day;
    case "week":
      return day.subtract({ days: weekStartsOn === "monday" ? day.dayOfWeek - 1 : day.dayOfWeek % 7 });
    case "month":
      return day.with({ day: 1 });
    case "quarter":
      return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) });
    case "year":
      return day.with({ day: 1, month: 1 });
  }
}

function labelOf(unit: Unit, from: Temporal.PlainDate): string {
  switch (unit) {
    case "day":
      return dayName(from);
    case "week":
      return `the week of ${dayName(from)}`;
    case "month":
      return from.toLocaleString("en-GB", { month: "long", year: "numeric" });
    case "quarter":
      return `quarter ${Math.ceil(from.month / 3)} of ${from.year}`;
    case "year":
      return String(from.year);
  }
}

function dayName(day: Temporal.PlainDate): string {
  return day.toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** Today is one of them. */
function lastDays(text: string, today: Temporal.PlainDate, clock: Clock): Period | undefined {
  const days = Number(/^(?:last )?(\d{1,4}) ?d(?:ays?)?$/u.exec(text)?.[1]);
  if (!(days >= 1 && days <= MOST_DAYS)) return undefined;
  if (days === 1) return whole("day", today, { shift: 0, clock, typed: text });
  const label = `the last ${days} days`;
  const from = today.subtract({ days: days - 1 });
  return between(from, today.add({ days: 1 }), { clock, typed: text, label, when: `in ${label}` });
}

function dated(text: string, clock: Clock): Period | undefined {
  const range = /^(\d{4}-\d\d-\d\d)(?:\.\.|…| to )(\d{4}-\d\d-\d\d)$/u.exec(text);
  const [first, last] = [dayIn(range?.[1] ?? text), dayIn(range?.[2] ?? text)];
  if (first && last) return days(first, last, { clock, typed: text });

  const cut = { shift: 0, clock, typed: text };
  const month = dayIn(`${text}-01`);
  if (month) return whole("month", month, cut);
  const year = dayIn(`${text}-01-01`);
  return year && whole("year", year, cut);
}

/** Both are included. */
function days(
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  { clock, typed }: Pick<Named, "clock" | "typed">,
): Period | undefined {
  if (Temporal.PlainDate.compare(first, last) > 0 || first.until(last).days >= MOST_DAYS) return undefined;
  if (first.equals(last)) return whole("day", first, { shift: 0, clock, typed });
  const label = `${dayName(first)} to ${dayName(last)}`;
  return between(first, last.add({ days: 1 }), { clock, typed, label, when: `from ${label}` });
}

function dayIn(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d\d-\d\d$/u.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return undefined;
  }
}

interface Named {
  readonly clock: Clock;
  readonly typed: string;
  readonly label: string;
  readonly when: string;
}

function between(first: Temporal.PlainDate, end: Temporal.PlainDate, { clock, ...words }: Named): Period {
  const instant = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime(clock.timeZone).epochMilliseconds);
  return { from: instant(first), to: instant(end), ...words };
}
