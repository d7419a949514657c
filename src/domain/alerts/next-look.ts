import type { AlertKind } from "./kinds.ts";
import { LOOK_AGAIN_MS } from "./look-again.ts";
import { observers } from "./observe/observers.ts";

/** Unusual use is looked for by tasks of its own, so often. */
const UNUSUAL_MS = 300_000;

/** When something is evaluated next. */
export interface NextLook {
  /** At once, too, when somebody's use or limit changes. */
  readonly isFollowed: boolean;
  /** By the clock, in a few seconds more at most; undefined: the clock does not. */
  readonly at: Date | undefined;
}

/** Of an open alert with when it was looked at last, or of a kind whether or not anything is open. Pure. */
export function nextLook(kind: AlertKind, now: Date, evaluatedAt?: Date): NextLook {
  const { touched, sweep, clock } = observers[kind];
  if (touched) {
    const again = evaluatedAt && Math.max(now.getTime(), evaluatedAt.getTime() + LOOK_AGAIN_MS);
    return { isFollowed: true, at: again === undefined ? undefined : new Date(again) };
  }

  const everyMs = kind === "unusual" ? UNUSUAL_MS : (sweep ?? clock)?.everyMs;
  if (everyMs === undefined) return { isFollowed: false, at: undefined };
  // The same instants as isDue in look-by-clock.ts.
  return { isFollowed: false, at: new Date((Math.floor(now.getTime() / everyMs) + 1) * everyMs) };
}
