import type { Chart, ChartPoint, RankingChart } from "../../../src/notifications/message.ts";

/** Midnight in Berlin of a day in November 2026. */
export function november(day: number): Date {
  return new Date(Date.UTC(2026, 10, day) - 3_600_000);
}

export function days(values: readonly number[]): readonly ChartPoint[] {
  return values.map((value, index) => ({ at: november(index + 1), value }));
}

export function timeChart(parts: Partial<Chart> = {}): Chart {
  return {
    kind: "time",
    title: "GPU hours, November",
    unit: "GPU hours",
    alt: "GPU hours in November: 318 of 400 used by 20 November.",
    timeZone: "Europe/Berlin",
    series: [{ name: "Each day", as: "bars", points: days([3, 5, 8]) }],
    ...parts,
  };
}

export function rankingChart(bars: RankingChart["bars"]): RankingChart {
  return { kind: "ranking", title: "GPU hours by member", unit: "GPU hours", alt: "Chen 28, Bob 9.", bars };
}
