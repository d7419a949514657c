import { showAmount, showNumber, writeAmount } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import type { UsedOnDay } from "../../domain/usage/read-usage.ts";
import type { Chart, ChartPoint } from "../message.ts";
import { count } from "./words.ts";

export interface Drawn {
  /** "GPU hours of Vision Lab, November 2026". */
  readonly title: string;
  readonly meter: Meter;
  readonly timeZone: string;
  readonly days: readonly Pick<UsedOnDay, "startsAt" | "amount">[];
  /** null and undefined: no line. */
  readonly limit?: Units | null | undefined;
  readonly forecast?: Chart["forecast"];
  /** Only what each day used: where no window adds it up. */
  readonly isDaily?: boolean;
  /** Where the figures are in words; default: "The same figures are below." */
  readonly figures?: string;
}

/** A number for drawing, in the meter's unit; exact figures stand in the table. */
export function drawable(meter: Meter, units: Units): number {
  return Number(writeAmount(meter, units));
}

/** Bars of what each day used and the line that they add up to, with the limit; of a gauge, the line of what was held. */
export function usageChart({ title, meter, timeZone, days, limit, forecast, figures, isDaily }: Drawn): Chart {
  const perDay = days.map(({ startsAt, amount }) => ({ at: startsAt, value: drawable(meter, amount) }));
  const isGauge = meter.kind === "gauge";
  return {
    kind: "time",
    title,
    unit: meter.unit,
    alt: altOf({ title, meter, timeZone, days, limit, ...(figures !== undefined && { figures }) }),
    timeZone,
    series: isGauge
      ? [{ name: "Most held", as: "line", points: perDay }]
      : [
          { name: "Each day", as: "bars", points: perDay },
          ...(isDaily === true ? [] : [{ name: "So far", as: "line", points: added(meter, days) } as const]),
        ],
    ...(limit !== null && limit !== undefined && { limit: { label: "Limit", value: drawable(meter, limit) } }),
    ...(forecast && { forecast }),
  };
}

function added(meter: Meter, days: Drawn["days"]): readonly ChartPoint[] {
  let sum = 0n;
  return days.map(({ startsAt, amount }) => {
    sum += amount;
    return { at: startsAt, value: drawable(meter, sum) };
  });
}

/** What somebody hears who cannot see it. */
function altOf({ title, meter, days, limit, figures = "The same figures are below." }: Drawn): string {
  const total = days.reduce((sum, { amount }) => sum + amount, 0n);
  const most = days.reduce<Drawn["days"][number] | undefined>(
    (best, day) => (best && best.amount >= day.amount ? best : day),
    undefined,
  );
  const sum = meter.kind === "gauge" ? "" : ` ${showAmount(meter, total)} in all,`;
  const peak = most ? ` at most ${showAmount(meter, most.amount)} on one day` : "";
  const bound = limit === null || limit === undefined ? "" : `; the limit is ${showNumber(meter, limit)}`;
  return `${title}: ${count(days.length, "day", "days")},${sum}${peak}${bound}. ${figures}`;
}
