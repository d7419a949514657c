import type { Units } from "../meters/meter.ts";
import type { Addition, LimitState } from "../quotas/limit.ts";
import { leftOf } from "../quotas/over.ts";

/**
 * What is left of a limit and stays its owner's until then: not what siblings could take back, nor what ends before, nor
 * grants beyond the window, which are given once while a loan moves so much in every window. null: unlimited.
 */
export function unusedUntil(state: LimitState, until: Date): Units | null {
  const { limit, additions, used, reserved, resetsAt } = state;
  const left = leftOf(state);
  if (limit.amount === null || left === null) return left;

  const isOneWindow = resetsAt === null || until <= resetsAt;
  const ends = limit.source.kind === "quota" ? limit.source.until : null;
  const base = lastsUntil(ends, until) ? limit.amount : 0n;
  const lasting = additions.filter((addition) => isLasting(addition, until, isOneWindow));
  const own = lasting.reduce((sum, { amount }) => sum + amount, base) - used - reserved;
  return own < 0n ? 0n : own < left ? own : left;
}

function isLasting({ kind, until: end }: Addition, until: Date, isOneWindow: boolean): boolean {
  if (kind === "lent") return true;
  return lastsUntil(end, until) && (kind === "borrowed" || isOneWindow);
}

function lastsUntil(end: Date | null, until: Date): boolean {
  return end === null || end >= until;
}
