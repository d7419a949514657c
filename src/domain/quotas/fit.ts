import type { Units } from "../meters/meter.ts";
import type { LimitState } from "./limit.ts";
import { mostOf } from "./over.ts";
import { byBreadth } from "./window-breadth.ts";

/** Whether an amount fits limits as they stand, and if not, what refuses it and when it would fit. */
export interface Fit {
  readonly fits: boolean;
  /** Those that refuse, the one with the least room first; of equal ones the broadest. */
  readonly refusing: readonly LimitState[];
  /** When it would fit if nobody used more; null: not foreseeable, or never. */
  readonly fitsAt: Date | null;
  /** More than the limit itself: it would not fit even if nothing else were used. */
  readonly never: boolean;
}

/** How much more a limit lets start; never negative. null: without end. */
export function roomOf(state: LimitState): Units | null {
  const most = mostOf(state);
  if (most === null) return null;
  const room = most - state.used - state.reserved;
  return room > 0n ? room : 0n;
}

/** Every limit must let it pass; equality passes (semantics E3). */
export function fitOf(states: readonly LimitState[], amount: Units): Fit {
  const refusing = states.filter((state) => isTooMuch(state, amount)).toSorted(byRoom);
  if (refusing.length === 0) return { fits: true, refusing: [], fitsAt: null, never: false };

  const never = refusing.some((state) => amount > (mostOf(state) ?? amount));
  const resets = refusing.map(({ limit, resetsAt }) => (limit.window.startsWith("rolling:") ? null : resetsAt));
  const isForeseeable = !never && resets.every((reset) => reset !== null);
  const latest = resets.reduce<Date | null>((last, reset) => (last && reset && last > reset ? last : reset), null);
  return { fits: false, refusing, fitsAt: isForeseeable ? latest : null, never };
}

/** The limit that lets the least more start; undefined where none refuses anything. */
export function tightest(states: readonly LimitState[]): LimitState | undefined {
  return states.filter((state) => roomOf(state) !== null).toSorted(byRoom)[0];
}

function isTooMuch(state: LimitState, amount: Units): boolean {
  const most = mostOf(state);
  return most !== null && amount > 0n && state.used + state.reserved + amount > most;
}

function byRoom(one: LimitState, other: LimitState): number {
  const [first, second] = [roomOf(one) ?? 0n, roomOf(other) ?? 0n];
  if (first !== second) return first < second ? -1 : 1;
  return byBreadth(other.limit.window, one.limit.window);
}
