import { medianOf, scoreDrift, scoreSpike } from "./unusual.ts";
import type { DriftRule, Scored } from "./unusual.ts";

const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
const WEEKS_FOR_LIKE_HOURS = 4;
const DRIFT_DAYS = 7;
/** Hours around the same hour of the week that are like it: first one to each side, then two. */
const NEIGHBOURS = [1, 2] as const;
/** Among few samples chance makes high scores: an hour, or a week, is also this many times its usual. */
const LEAST_RISE = { spike: 1.3, drift: 1.1 } as const;

/** What somebody used in an hour that is over. */
export interface HourUse {
  /** Hours since 1970 by the clocks of the installation's zone, so that the same hour of the week is a multiple of 168 away. */
  readonly hour: number;
  readonly amount: number;
}

export interface Series {
  /** Ascending, only hours in which something was used; none of what is left out of comparisons. */
  readonly past: readonly HourUse[];
  /** The first hour that is known of. */
  readonly since: number;
  /** Hours that do not count: unusual ones, and those of pauses. */
  readonly excluded: ReadonlySet<number>;
}

export interface SeriesRule extends DriftRule {
  readonly leastSamples: number;
}

export interface SeriesScore extends Scored {
  readonly method: "spike" | "drift";
  /** Hours that the value was added up over. */
  readonly hours: number;
  readonly value: number;
}

/**
 * Whether one hour is unusual for its series; undefined where too little is known. With four weeks it is compared with the
 * same hour of the week and its neighbours, before with the same hour of the day, else with all hours. Where most hours
 * are without use only those with use are compared.
 */
export function scoreHour(series: Series, { hour, amount }: HourUse, rule: SeriesRule): SeriesScore | undefined {
  const samples = likeHours(series, hour, rule.leastSamples);
  if (!samples) return undefined;
  return risen({ ...scoreSpike(amount, samples, rule), method: "spike", hours: 1, value: amount });
}

function likeHours(series: Series, hour: number, least: number): readonly number[] | undefined {
  const known = knownHours(series, hour);
  const isLong = hour - series.since >= WEEKS_FOR_LIKE_HOURS * WEEK_HOURS;
  const [near, far] = NEIGHBOURS;
  const tries = [
    ...(isLong ? [withinOf(hour, WEEK_HOURS, near), withinOf(hour, WEEK_HOURS, far)] : []),
    withinOf(hour, DAY_HOURS, near),
    () => true,
  ];
  for (const isLike of tries) {
    const samples = known.filter((one) => isLike(one.hour)).map(({ amount }) => amount);
    const used = samples.filter((amount) => amount > 0);
    const compared = used.length * 2 > samples.length ? samples : used;
    if (compared.length >= least) return compared;
  }
  return undefined;
}

/** Hours as far away as a multiple of a period, more or less. */
function withinOf(hour: number, period: number, reach: number): (other: number) => boolean {
  return (other) => {
    const away = (hour - other) % period;
    return away <= reach || away >= period - reach;
  };
}

/** Every hour before one, those without use as well. */
function knownHours({ past, since, excluded }: Series, before: number): readonly HourUse[] {
  const used = new Map(past.map(({ hour, amount }) => [hour, amount]));
  return Array.from({ length: Math.max(0, before - since) }, (_, index) => since + index)
    .filter((hour) => !excluded.has(hour))
    .map((hour) => ({ hour, amount: used.get(hour) ?? 0 }));
}

/**
 * Whether the last seven whole days have drifted away from the days before, each beside its like: weekends apart from
 * working days where four weeks are known. undefined where too little is known.
 */
export function scoreDays(series: Series, before: number, rule: SeriesRule): SeriesScore | undefined {
  const days = wholeDays(series, before);
  const latest = days.slice(-DRIFT_DAYS);
  const earlier = days.slice(0, -DRIFT_DAYS);
  if (latest.length < DRIFT_DAYS || earlier.length < rule.leastSamples) return undefined;

  const kindOf = earlier.length >= WEEKS_FOR_LIKE_HOURS * 7 ? dayOfWeek : () => 0;
  const usual = new Map(
    [...Map.groupBy(earlier, ({ hour }) => kindOf(hour))].map(([kind, ones]) => [
      kind,
      medianOf(ones.map(({ amount }) => amount)),
    ]),
  );
  const baseline = medianOf(earlier.map(({ amount }) => amount));
  const levelled = ({ hour, amount }: HourUse) => amount - (usual.get(kindOf(hour)) ?? baseline) + baseline;
  const lately = latest.map(levelled);
  const scored = scoreDrift(lately, earlier.map(levelled), rule);
  const value = lately.reduce((sum, amount) => sum + amount, 0) / lately.length;
  return risen({ ...scored, method: "drift", hours: DAY_HOURS, value });
}

function risen(one: SeriesScore): SeriesScore {
  const isEnough = one.score < 0 || one.value >= LEAST_RISE[one.method] * one.baseline;
  return { ...one, isUnusual: one.isUnusual && isEnough };
}

function dayOfWeek(hour: number): number {
  return Math.floor(hour / DAY_HOURS) % 7;
}

/** Sums of the days that are known wholly, by their first hour; days with hours that do not count are left out. */
function wholeDays({ past, since, excluded }: Series, before: number): readonly HourUse[] {
  const first = Math.ceil(since / DAY_HOURS);
  const end = Math.floor(before / DAY_HOURS);
  const byDay = Map.groupBy(past, ({ hour }) => Math.floor(hour / DAY_HOURS));
  const left = new Set([...excluded].map((hour) => Math.floor(hour / DAY_HOURS)));
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index)
    .filter((day) => !left.has(day))
    .map((day) => ({
      hour: day * DAY_HOURS,
      amount: (byDay.get(day) ?? []).reduce((sum, { amount }) => sum + amount, 0),
    }));
}
