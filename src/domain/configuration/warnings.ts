import { showAmount } from "../meters/amount.ts";
import type { Meter } from "../meters/meter.ts";
import { parseWindow } from "../quotas/window.ts";
import type { CalendarUnit } from "../quotas/window.ts";
import { windowWords } from "../quotas/window-name.ts";
import type { Plan, PlanLimit } from "./configuration.ts";
import type { Reader } from "./reader.ts";

/**
 * Of limits of one meter, a broader window that allows no more than a narrower one makes the narrower one pointless
 * (semantics E2, nested windows): allowed, and said.
 */
export function warnOfWindows(reader: Reader, plans: readonly Plan[], meters: readonly Meter[]): void {
  plans.forEach((plan, index) => {
    for (const meter of meters) {
      const limits = plan.limits
        .filter((limit) => limit.meter === meter.name)
        .toSorted((one, other) => hoursOf(one) - hoursOf(other));
      for (const [narrow, broad] of pairs(limits)) {
        if (narrow.amount === null || broad.amount === null || broad.amount > narrow.amount) continue;
        const amount = showAmount(meter, narrow.amount);
        const says = `allows ${amount} ${windowWords(narrow.window)}, and no more ${windowWords(broad.window)}: the first never binds`;
        reader.warn(["plans", index, "limits", meter.name], says);
      }
    }
  });
}

function pairs(limits: readonly PlanLimit[]): readonly (readonly [PlanLimit, PlanLimit])[] {
  return limits.flatMap((narrow, index) => limits.slice(index + 1).map((broad) => [narrow, broad] as const));
}

const HOURS: Readonly<Record<CalendarUnit, number>> = {
  hour: 1,
  day: 24,
  week: 168,
  month: 730,
  quarter: 2190,
  year: 8760,
};

/** How broad a window is, about; enough to put them in order. */
function hoursOf({ window }: PlanLimit): number {
  const parsed = parseWindow(window);
  switch (parsed?.kind) {
    case "calendar":
    case "anchored":
      return HOURS[parsed.unit];
    case "rolling":
      return parsed.hours;
    case "lifetime":
    case "now":
    case undefined:
      return Number.POSITIVE_INFINITY;
  }
}
