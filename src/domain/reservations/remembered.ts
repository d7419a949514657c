import type { BindingLimit, LimitState } from "../quotas/limit.ts";
import type { Units } from "../meters/meter.ts";
import type { Asked } from "./answer.ts";
import type { Plan } from "./batch.ts";
import type { Decision } from "./decision.ts";

interface Remembered {
  readonly binding: BindingLimit;
  readonly asked: Units;
  /** Whether it stood for a cohort, too. */
  readonly isShared: boolean;
}

/** What an answer under an idempotency key is told from again, with how its limits stood. */
export function remember(plan: Plan | undefined): string {
  if (plan?.refusal) return JSON.stringify(packed({ refusal: plan.refusal }));
  const shared = new Set(plan?.shares.map(({ limit }) => limit));
  const meetings = plan?.meetings ?? [];
  const kept = meetings.map(({ limit, asked }) => ({ binding: limit.binding, asked, isShared: shared.has(limit) }));
  return JSON.stringify(packed(kept));
}

/** `used` and `held` in the order of what was remembered. */
export function recall(
  text: string,
  used: readonly string[],
  held: readonly string[],
): { readonly asked: readonly Asked[]; readonly shared: LimitState | undefined; readonly refusal?: Decision } {
  // Safe: only `remember` writes these texts.
  const kept = unpacked(JSON.parse(text)) as readonly Remembered[] | { readonly refusal: Decision };
  if ("refusal" in kept) return { asked: [], shared: undefined, refusal: kept.refusal };
  const all = kept.map(({ binding, asked, isShared }, index) => ({
    state: { ...binding, used: BigInt(used[index] ?? 0), reserved: BigInt(held[index] ?? 0) },
    asked,
    isShared,
  }));
  return { asked: all, shared: all.find(({ isShared }) => isShared)?.state };
}

/** Bigints and dates as what JSON can carry. */
function packed(value: unknown): unknown {
  if (typeof value === "bigint") return { $units: value.toString() };
  if (value instanceof Date) return { $at: value.toISOString() };
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, packed(inner)]));
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value;
  if ("$units" in value) return BigInt(String(value.$units));
  if ("$at" in value) return new Date(String(value.$at));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner)]));
}
