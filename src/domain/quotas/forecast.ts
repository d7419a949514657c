import type { Units } from "../meters/meter.ts";

/** What was used on one whole day. */
export interface DailyUse {
  readonly startsAt: Date;
  readonly amount: Units;
}

export interface Forecasting {
  /** Whole days up to today, ascending, also those on which nothing was used; they may begin before the window does. */
  readonly days: readonly DailyUse[];
  readonly startsAt: Date;
  /** null: the window never ends. */
  readonly endsAt: Date | null;
  readonly now: Date;
  /** Since the window began. */
  readonly used: Units;
  /** null: unlimited. */
  readonly allowance: Units | null;
}

/** If use stays low, goes on as it is, or is high. */
export interface Estimate<Value> {
  readonly low: Value;
  readonly middle: Value;
  readonly high: Value;
}

export interface Forecast {
  /** Units a day. */
  readonly rate: Estimate<number>;
  /** What will have been used when the window ends; undefined where it never does. */
  readonly atEnd?: Estimate<Units>;
  /** When the limit is reached; null: not before the window ends, or within three years. Now, where it is already. */
  readonly reachedAt: Estimate<Date | null>;
  /** How many days what is left lasts at the middle rate, whatever the window; null: for ever. */
  readonly daysLeft: number | null;
  /** For comparison, actual ÷ days elapsed × days of the window; undefined before the fourth day, or without an end. */
  readonly linearAtEnd?: Units;
  /** From now to the end (a month at most), a point a day: what will have been used by then. */
  readonly course: readonly ({ readonly at: Date } & Estimate<Units>)[];
}

const DAY_MS = 86_400_000;
const LEAST_DAYS = 3;
const LATEST_DAYS = 7;
const FURTHEST_MS = 3 * 366 * DAY_MS;
const LONGEST_COURSE_MS = 31 * DAY_MS;

/**
 * When a limit will be reached if use goes on as in the last seven whole days: at their median rate, and for the range
 * at their quartiles (demand D-08), so that one odd day does not move it. undefined with fewer than three days.
 */
export function forecast(given: Forecasting): Forecast | undefined {
  const latest = given.days.slice(-LATEST_DAYS).map(({ amount }) => Number(amount));
  if (latest.length < LEAST_DAYS) return undefined;

  const sorted = latest.toSorted((one, other) => one - other);
  const rate = each({ low: 0.25, middle: 0.5, high: 0.75 }, (part) => Math.max(0, quantile(sorted, part)));
  const { endsAt, now, used, allowance } = given;
  const left = allowance === null ? Infinity : Number(allowance - used);
  return {
    rate,
    ...(endsAt && { atEnd: each(rate, (one) => usedAt(endsAt, one, given)) }),
    reachedAt: each(rate, (one) => reached(left, one, { now, endsAt })),
    daysLeft: daysLeft(left, rate.middle),
    ...linear(given),
    course: courseOf(rate, given),
  };
}

function each<From, To>({ low, middle, high }: Estimate<From>, map: (value: From) => To): Estimate<To> {
  return { low: map(low), middle: map(middle), high: map(high) };
}

/** Interpolated between the two nearest. */
function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

function usedAt(at: Date, rate: number, { now, used }: Pick<Forecasting, "now" | "used">): Units {
  return used + BigInt(Math.round((rate * Math.max(0, at.getTime() - now.getTime())) / DAY_MS));
}

function reached(left: number, rate: number, { now, endsAt }: Pick<Forecasting, "now" | "endsAt">): Date | null {
  if (left <= 0) return now;
  const after = (left / rate) * DAY_MS;
  const most = endsAt ? endsAt.getTime() - now.getTime() : FURTHEST_MS;
  return after < most ? new Date(now.getTime() + Math.round(after)) : null;
}

function daysLeft(left: number, rate: number): number | null {
  if (left <= 0) return 0;
  return rate > 0 && left < Infinity ? left / rate : null;
}

function linear({ startsAt, endsAt, now, used }: Forecasting): Pick<Forecast, "linearAtEnd"> {
  const elapsed = now.getTime() - startsAt.getTime();
  if (!endsAt || elapsed < LEAST_DAYS * DAY_MS) return {};
  return { linearAtEnd: (used * BigInt(endsAt.getTime() - startsAt.getTime())) / BigInt(elapsed) };
}

function courseOf(rate: Estimate<number>, given: Forecasting): Forecast["course"] {
  const { now, endsAt } = given;
  const until = Math.min(endsAt?.getTime() ?? Infinity, now.getTime() + LONGEST_COURSE_MS);
  const steps = Math.ceil((until - now.getTime()) / DAY_MS);
  return Array.from({ length: steps + 1 }, (_, index) => {
    const at = new Date(Math.min(now.getTime() + index * DAY_MS, until));
    return { at, ...each(rate, (one) => usedAt(at, one, given)) };
  });
}
