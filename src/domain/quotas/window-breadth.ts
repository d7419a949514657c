import type { Units } from "../meters/meter.ts";
import { parseWindow } from "./window.ts";
import type { CalendarUnit } from "./window.ts";

const HOURS: Readonly<Record<CalendarUnit, number>> = {
  hour: 1,
  day: 24,
  week: 168,
  month: 731,
  quarter: 2_192,
  year: 8_766,
};

/** About how many hours a window lasts: 0 for what is held now, Infinity for a lifetime. */
export function breadthOf(window: string): number {
  const parsed = parseWindow(window);
  switch (parsed?.kind) {
    case "calendar":
    case "anchored":
      return HOURS[parsed.unit];
    case "rolling":
      return parsed.hours;
    case "lifetime":
      return Infinity;
    case "now":
    case undefined:
      return 0;
  }
}

/** Orders windows, the narrower first. */
export function byBreadth(one: string, other: string): number {
  const [first, second] = [breadthOf(one), breadthOf(other)];
  if (first !== second) return first < second ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}

interface Windowed {
  readonly limit: { readonly window: string };
}

/** Of several limits that are exceeded, the one of the broadest window: the one to report (as OpenRouter does). */
export function broadest<Kind extends Windowed>(limits: readonly Kind[]): Kind | undefined {
  return limits.toSorted((one, other) => byBreadth(other.limit.window, one.limit.window))[0];
}

interface Amount {
  readonly meter: string;
  readonly window: string;
  /** null: unlimited. */
  readonly amount: Units | null;
}

export interface NestedWarning {
  readonly narrow: Amount;
  readonly broad: Amount;
}

/** Of one subject's limits: those of a broader window that allow no more than a narrower one, which so never matters. */
export function warnNested(limits: readonly Amount[]): readonly NestedWarning[] {
  return limits.flatMap((broad) =>
    limits
      .filter((narrow) => narrow.meter === broad.meter && breadthOf(narrow.window) > 0)
      .filter((narrow) => breadthOf(narrow.window) < breadthOf(broad.window))
      .filter((narrow) => narrow.amount !== null && broad.amount !== null && broad.amount <= narrow.amount)
      .map((narrow) => ({ narrow, broad })),
  );
}
