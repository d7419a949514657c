import { showAmount } from "../meters/amount.ts";
import type { Meter } from "../meters/meter.ts";
import { warnNested } from "../quotas/window-breadth.ts";
import { windowWords } from "../quotas/window-name.ts";
import type { Plan } from "./configuration.ts";
import type { Reader } from "./reader.ts";

/** A narrower window that a broader one makes pointless (semantics E2, nested windows) is allowed, and said. */
export function warnOfWindows(reader: Reader, plans: readonly Plan[], meters: readonly Meter[]): void {
  plans.forEach((plan, index) => {
    for (const { narrow, broad } of warnNested(plan.limits)) {
      const meter = meters.find(({ name }) => name === narrow.meter);
      if (!meter || narrow.amount === null) continue;
      const amount = showAmount(meter, narrow.amount);
      const says = `allows ${amount} ${windowWords(narrow.window)}, and no more ${windowWords(broad.window)}: the first never binds`;
      reader.warn(["plans", index, "limits", meter.name], says);
    }
  });
}
