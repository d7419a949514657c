import type { Meter, Units } from "../meters/meter.ts";
import { parseWindow } from "../quotas/window.ts";

/** When a policy does what it says: at a part of the subject's own limit of that meter and period, or at an amount. */
export type Trigger =
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "amount"; readonly amount: Units };

interface TriggerColumns {
  readonly percent: number | null;
  readonly amount: Units | null;
}

/** The table's check keeps one of them set and the other not. */
export function triggerOf({ percent, amount }: TriggerColumns): Trigger {
  return percent === null ? { kind: "amount", amount: amount ?? 0n } : { kind: "percent", percent };
}

/**
 * From how much used on it fires, rounded up to the meter's smallest unit and at least one of it. undefined: never, as
 * there is no limit to take a part of, or an unlimited one. `allowance` is the limit with its grants and loans.
 */
export function thresholdOf(trigger: Trigger, allowance: Units | null | undefined): Units | undefined {
  if (trigger.kind === "amount") return trigger.amount;
  if (allowance === null || allowance === undefined) return undefined;

  const part = (allowance * BigInt(trigger.percent) + 99n) / 100n;
  return part > 0n ? part : 1n;
}

/** Whether use of this meter can be compared over this window: periods follow one another, or there is but one. */
export function hasPeriods({ kind }: Pick<Meter, "kind">, window: string): boolean {
  const parsed = parseWindow(window);
  return (
    kind === "counter" && (parsed?.kind === "calendar" || parsed?.kind === "anchored" || parsed?.kind === "lifetime")
  );
}
