import type { Chart } from "../message.ts";
import { slotsOf } from "./slots.ts";
import type { Slots } from "./slots.ts";

/** One value a column; null where there is none. */
type Values = readonly (number | null)[];

export interface Drawn {
  readonly name: string;
  readonly as: "bars" | "line";
  readonly values: Values;
}

/** A chart's figures, column by column. */
export interface Table {
  readonly slots: Slots;
  readonly drawn: readonly Drawn[];
  /** Absent without a forecast. Begins where the figures end, so that the lines meet. */
  readonly forecast?: { readonly low: Values; readonly middle: Values; readonly high: Values };
  /** The last column with a figure; -1 when there is none. */
  readonly now: number;
}

export function tableOf(chart: Chart): Table {
  const forecast = chart.forecast ?? [];
  const instants = [...chart.series.flatMap(({ points }) => points), ...forecast].map(({ at }) => at);
  const slots = slotsOf(instants, chart.timeZone);
  const drawn = chart.series.map((series): Drawn => ({ ...series, values: valuesOf(series, slots) }));
  const now = Math.max(-1, ...drawn.map(({ values }) => values.findLastIndex((value) => value !== null)));
  if (forecast.length === 0) return { slots, drawn, now };

  const begin = drawn.find(({ as }) => as === "line")?.values[now] ?? null;
  const column = (edge: "low" | "middle" | "high"): Values => {
    const values: (number | null)[] = slots.all.map(() => null);
    for (const point of forecast) values[slots.indexOf(point.at)] = point[edge];
    if (begin !== null) values[now] = begin;
    return values;
  };
  return { slots, drawn, now, forecast: { low: column("low"), middle: column("middle"), high: column("high") } };
}

/** What falls into one column adds up as bars; of a line the last one counts. */
function valuesOf({ as, points }: Chart["series"][number], slots: Slots): Values {
  const values: (number | null)[] = slots.all.map(() => null);
  for (const { at, value } of points.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const index = slots.indexOf(at);
    values[index] = as === "bars" ? (values[index] ?? 0) + value : value;
  }
  return values;
}

/** The highest figure that is drawn: of bars their sum, of a forecast its upper edge. */
export function highestOf(drawn: readonly Drawn[], edge: Values = []): number {
  const bars = drawn.filter(({ as }) => as === "bars");
  const stacked = (bars[0]?.values ?? []).map((_, index) =>
    bars.reduce((sum, one) => sum + (one.values[index] ?? 0), 0),
  );
  const lines = drawn.filter(({ as }) => as === "line").flatMap(({ values }) => values);
  return [...stacked, ...lines, ...edge].reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}
