import type { Level, Timing } from "./observation.ts";

/** How a rule stands for one subject in one window. undefined where a function takes one: nothing is known yet. */
export interface Standing {
  readonly phase: "pending" | "firing" | "recovering" | "resolved";
  /** The highest level told in this firing, as an index into the levels of then; -1: none. */
  readonly level: number;
  /**
   * The highest level that has not been left since: what is told next must be above it. Equals `level` while firing; less
   * once it is resolved, if a lower level was not left with it.
   */
  readonly held: number;
  /** As they were when last looked at, so that a limit changed meanwhile shows. */
  readonly limit: bigint | null;
  readonly value: bigint;
  readonly cause: Cause;
  readonly pendingSince: Date;
  readonly recoveringSince: Date | null;
  readonly notifiedAt: Date | null;
}

/** Why it is looked at: use was counted, limits changed, time went by, or a rule is new or edited. */
export type Prompt = "usage" | "limits" | "time" | "rule";

export interface Seen {
  readonly value: bigint;
  readonly limit: bigint | null;
  /** Lowest first. */
  readonly levels: readonly Level[];
  readonly timing: Timing;
  readonly windowStart: Date;
  readonly now: Date;
  readonly prompt: Prompt;
}

export type Cause = "usage" | "limit-changed" | "already-above" | "time";

/** What a step wants told. */
export type Effect =
  | { readonly kind: "none" }
  /** One message for the highest level; `crossed` are all levels crossed at once, lowest first. */
  | { readonly kind: "fire"; readonly level: number; readonly crossed: readonly number[]; readonly cause: Cause }
  /** In the same thread. */
  | { readonly kind: "raise"; readonly level: number; readonly crossed: readonly number[]; readonly cause: Cause }
  | { readonly kind: "repeat"; readonly level: number }
  | { readonly kind: "resolve"; readonly because: "fell" | "limit-raised" };

export interface Stepped {
  /** undefined: there is nothing to remember. */
  readonly next: Standing | undefined;
  readonly effect: Effect;
}

const NONE: Effect = { kind: "none" };
const causes: Readonly<Record<Prompt, Cause>> = {
  usage: "usage",
  limits: "limit-changed",
  time: "time",
  rule: "already-above",
};

/**
 * One look of a rule at one subject in one window (semantics E9). A level is reached at value ≥ at. It fires once for the
 * highest level reached; a higher one raises it; the same one is told again only after `repeatEvery`. Left below the
 * level's clearAt, at once where the limit was raised and else after `keepFiringFor`, it is resolved; from then on only
 * what is above the levels not left with it fires again. Each window begins with nothing known.
 */
export function step(standing: Standing | undefined, seen: Seen): Stepped {
  if (seen.levels.length === 0) return withoutLevels(standing, seen);

  switch (standing?.phase) {
    case undefined:
    case "resolved":
      return dormant(standing, seen);
    case "pending":
      return pending(standing, seen);
    case "firing":
    case "recovering":
      return burning(standing, seen);
  }
}

/** A limit that is gone leaves nothing to be near to; one of none is none to take a share of. */
function withoutLevels(standing: Standing | undefined, { limit, value }: Seen): Stepped {
  if (standing?.phase === "pending") return { next: undefined, effect: NONE };
  const isOpen = standing && standing.phase !== "resolved";
  if (!isOpen || limit !== null || standing.limit === null) return { next: standing, effect: NONE };

  const next: Standing = { ...standing, phase: "resolved", held: -1, limit, value, recoveringSince: null };
  return { next, effect: { kind: "resolve", because: "limit-raised" } };
}

function dormant(standing: Standing | undefined, seen: Seen): Stepped {
  const held = standing ? stillHeld(standing.held, seen) : -1;
  const isOver = standing !== undefined && seen.timing.once === true;
  if (isOver || highest(seen) <= held) return { next: standing && { ...standing, held }, effect: NONE };

  return begin({ held, pendingSince: seen.now, cause: causes[seen.prompt] }, seen);
}

function pending(standing: Standing, seen: Seen): Stepped {
  const held = stillHeld(standing.held, seen);
  if (highest(seen) > held) return begin({ ...standing, held }, seen);

  const next: Standing | undefined = held < 0 ? undefined : { ...standing, phase: "resolved", held };
  return { next, effect: NONE };
}

/** Fires, or waits until it has held for long enough and late reports of the window before are in. */
function begin({ held, pendingSince, cause }: Pick<Standing, "held" | "pendingSince" | "cause">, seen: Seen): Stepped {
  const { value, limit, now, timing, windowStart } = seen;
  const level = highest(seen);
  const seenNow = { value, limit, cause, pendingSince, recoveringSince: null };
  const dueAt = Math.max(pendingSince.getTime() + timing.pendingFor, windowStart.getTime() + timing.grace);
  if (now.getTime() < dueAt) {
    return { next: { ...seenNow, phase: "pending", level: -1, held, notifiedAt: null }, effect: NONE };
  }
  return {
    next: { ...seenNow, phase: "firing", level, held: level, notifiedAt: now },
    effect: { kind: "fire", level, crossed: between(held, level), cause },
  };
}

function burning(standing: Standing, seen: Seen): Stepped {
  const { value, limit, now } = seen;
  const level = highest(seen);
  if (level > standing.level) {
    const crossed = between(standing.level, level);
    const next: Standing = { ...standing, phase: "firing", level, held: level, value, limit, recoveringSince: null };
    const effect: Effect = { kind: "raise", level, crossed, cause: raised(standing, seen) };
    return { next: { ...next, notifiedAt: now }, effect };
  }
  return isLeft(standing.level, seen) ? recovering(standing, seen) : lasting(standing, seen);
}

function lasting(standing: Standing, { value, limit, now, timing }: Seen): Stepped {
  const { level, notifiedAt } = standing;
  const next: Standing = { ...standing, phase: "firing", value, limit, recoveringSince: null };
  const since = notifiedAt ? now.getTime() - notifiedAt.getTime() : Infinity;
  if (timing.repeatEvery === null || since < timing.repeatEvery) return { next, effect: NONE };
  return { next: { ...next, notifiedAt: now }, effect: { kind: "repeat", level } };
}

function recovering(standing: Standing, seen: Seen): Stepped {
  const { value, limit, now, timing } = seen;
  const isRaised = standing.limit !== null && (limit === null || limit > standing.limit);
  const recoveringSince = standing.recoveringSince ?? now;
  if (!isRaised && now.getTime() - recoveringSince.getTime() < timing.keepFiringFor) {
    return { next: { ...standing, phase: "recovering", value, limit, recoveringSince }, effect: NONE };
  }
  const held = stillHeld(standing.level, seen);
  return {
    next: { ...standing, phase: "resolved", held, value, limit, recoveringSince },
    effect: { kind: "resolve", because: isRaised ? "limit-raised" : "fell" },
  };
}

/** The highest level that is reached; -1: none. */
function highest({ levels, value }: Seen): number {
  return levels.findLastIndex(({ at }) => value >= at);
}

/** Of the levels up to one the highest that is not left. */
function stillHeld(level: number, { levels, value }: Seen): number {
  return levels.slice(0, level + 1).findLastIndex(({ clearAt }) => value >= clearAt);
}

/** A level that is no longer listed is far above. */
function isLeft(level: number, { levels, value }: Seen): boolean {
  const clearAt = levels[level]?.clearAt;
  return clearAt === undefined || value < clearAt;
}

function raised({ limit: before, value: valueBefore }: Standing, { limit, value, prompt }: Seen): Cause {
  const isLowered = limit !== null && (before === null || limit < before);
  if (isLowered && value <= valueBefore) return "limit-changed";
  return prompt === "limits" && !isLowered ? "usage" : causes[prompt];
}

function between(below: number, level: number): readonly number[] {
  return Array.from({ length: level - below }, (_, index) => below + 1 + index);
}
