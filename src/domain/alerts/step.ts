import type { Level, Timing } from "./observation.ts";

/** How a rule stands for one subject in one window. undefined where a function takes one: nothing is known yet. */
export interface Standing {
  readonly phase: "pending" | "firing" | "recovering" | "resolved";
  /** The highest level told, as an index into the levels of then; -1: none. */
  readonly level: number;
  /** Where that level was, so that a limit changed meanwhile shows. */
  readonly limit: bigint | null;
  readonly value: bigint;
  readonly pendingSince: Date;
  readonly recoveringSince: Date | null;
  readonly notifiedAt: Date | null;
}

export interface Seen {
  readonly value: bigint;
  readonly limit: bigint | null;
  readonly levels: readonly Level[];
  readonly timing: Timing;
  readonly windowStart: Date;
  readonly now: Date;
  /** True the first time that a rule (new, or edited) looks at this subject in this window. */
  readonly isFirstLook: boolean;
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
