// Not timed: how many of what is unusual is found, and how much of what is found is, on made-up series whose unusual hours
// are known, beside a rule of three standard deviations. Every seed gives the same series each time.
import { scoreDays, scoreHour } from "../src/domain/alerts/unusual-series.ts";
import type { HourUse, SeriesRule } from "../src/domain/alerts/unusual-series.ts";
import type { Result } from "./support/result.ts";

const WEEKS = 8;
const WATCHED_FROM = 5 * 168;
const HOURS = WEEKS * 168;
const SERIES_OF_EACH = 20;
const SIGMAS = 3;
const rule: SeriesRule = {
  score: 3.5,
  decreases: false,
  leastSamples: 14,
  floor: 10,
  lambda: 0.2,
  width: 3,
};

interface Labelled {
  readonly amounts: readonly number[];
  /** Hours in which something unusual is going on, each of one event. */
  readonly events: readonly { readonly from: number; readonly to: number }[];
}

/** Mulberry32: the same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** About normal, by the sum of twelve. */
function noise(next: () => number): number {
  return Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6);
}

interface Shape {
  readonly name: string;
  /** What is usual in an hour. */
  usual(hour: number): number;
  readonly spread: number;
  /** Of hours in which nothing at all is used. */
  readonly gaps: number;
}

const office = (hour: number) => {
  const isWeekend = Math.floor(hour / 24) % 7 >= 5;
  const isDay = hour % 24 >= 8 && hour % 24 < 19;
  return isWeekend ? 40 : isDay ? 400 : 60;
};

const shapes: readonly Shape[] = [
  { name: "steady", usual: () => 200, spread: 0.08, gaps: 0 },
  { name: "seasons of day and week", usual: office, spread: 0.1, gaps: 0 },
  { name: "seasons with gaps", usual: office, spread: 0.15, gaps: 0.2 },
  { name: "seldom used", usual: () => 150, spread: 0.2, gaps: 0.85 },
];

/** Two spikes and, in every other series, a slow rise of the last ten days. */
function labelled({ usual, spread, gaps }: Shape, seed: number): Labelled {
  const next = random(seed);
  const amounts = Array.from({ length: HOURS }, (_, hour) =>
    next() < gaps ? 0 : Math.max(0, usual(hour) * (1 + spread * noise(next))),
  );
  const at = () => WATCHED_FROM + Math.floor(next() * (HOURS - 260 - WATCHED_FROM));
  const spikes = [at(), at()].map((from) => ({ from, to: from + 2, factor: 1.5 + 2.5 * next() }));
  for (const { from, to, factor } of spikes)
    for (let hour = from; hour < to; hour++) amounts[hour] = usual(hour) * factor;
  const drift = seed % 2 === 0 ? [{ from: HOURS - 240, to: HOURS }] : [];
  for (const { from } of drift)
    for (let hour = from; hour < HOURS; hour++)
      amounts[hour] = (amounts[hour] ?? 0) * (1 + (0.6 * (hour - from)) / 240);
  return { amounts, events: [...spikes, ...drift] };
}

interface Judged {
  /** Alarms that have to do with something, of all; and events that had an alarm, of all. */
  readonly alarms: number;
  readonly right: number;
  readonly events: number;
  readonly found: number;
}

type Detect = (past: readonly HourUse[], hour: number, excluded: ReadonlySet<number>) => boolean;

/** Runs through a series hour by hour, with a pause of a day after each alarm, as alerts have it. */
function judge({ amounts, events }: Labelled, detect: Detect): Judged {
  const used = amounts.map((amount, hour) => ({ hour, amount })).filter(({ amount }) => amount > 0);
  const excluded = new Set<number>();
  const alarms: number[] = [];
  let quietUntil = 0;
  for (let hour = WATCHED_FROM; hour < HOURS; hour++) {
    const past = used.filter((one) => one.hour <= hour && one.hour >= hour - 6 * 168);
    if (!detect(past, hour, excluded)) continue;
    excluded.add(hour);
    if (hour < quietUntil) continue;
    alarms.push(hour);
    quietUntil = hour + 24;
  }
  const isWithin = (alarm: number, { from, to }: Labelled["events"][number]) => alarm >= from && alarm < to + 24;
  return {
    alarms: alarms.length,
    right: alarms.filter((alarm) => events.some((event) => isWithin(alarm, event))).length,
    events: events.length,
    found: events.filter((event) => alarms.some((alarm) => isWithin(alarm, event))).length,
  };
}

const ours: Detect = (past, hour, excluded) => {
  const point = past.at(-1);
  const [first] = past;
  if (!point || !first || point.hour !== hour) return false;
  const series = { past: past.slice(0, -1), since: first.hour, excluded };
  if (scoreHour(series, point, rule)?.isUnusual) return true;
  return hour % 24 === 0 && scoreDays(series, hour, rule)?.isUnusual === true;
};

/** More than three standard deviations above the mean of all hours with use. */
const plain: Detect = (past, hour) => {
  const point = past.at(-1);
  if (!point || point.hour !== hour || past.length < rule.leastSamples) return false;
  const before = past.slice(0, -1).map(({ amount }) => amount);
  const mean = before.reduce((sum, amount) => sum + amount, 0) / before.length;
  const variance = before.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / before.length;
  return point.amount > mean + SIGMAS * Math.sqrt(variance) && point.amount >= rule.floor;
};

function sumOf(judged: readonly Judged[]) {
  const sum = (of: (one: Judged) => number) => judged.reduce((total, one) => total + of(one), 0);
  const [alarms, right, events, found] = [
    sum((one) => one.alarms),
    sum((one) => one.right),
    sum((one) => one.events),
    sum((one) => one.found),
  ];
  return { precision: alarms === 0 ? 100 : (100 * right) / alarms, recall: (100 * found) / events };
}

/** Precision and recall by the shape of series, and of all together. */
export async function measureUnusual(): Promise<readonly Result[]> {
  const judged = shapes.map((shape, place) => {
    const all = Array.from({ length: SERIES_OF_EACH }, (_, nth) => labelled(shape, 1_000 * place + nth));
    return { name: shape.name, ours: all.map((one) => judge(one, ours)), plain: all.map((one) => judge(one, plain)) };
  });
  const total = { name: "all", ours: judged.flatMap((one) => one.ours), plain: judged.flatMap((one) => one.plain) };
  return [...judged, total].flatMap(({ name, ...both }) => {
    const [mine, theirs] = [sumOf(both.ours), sumOf(both.plain)];
    return (["precision", "recall"] as const).map((figure) => ({
      name: `unusual use, ${name}: ${figure}`,
      value: mine[figure],
      unit: "%",
      beside: { name: "three sigma", value: theirs[figure] },
    }));
  });
}
