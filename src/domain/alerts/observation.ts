import type { CountedSubject } from "../quotas/subject.ts";
import type { AlertKind, Severity } from "./kinds.ts";

/** A line that a value can cross, in the same units as the value. */
export interface Level {
  /** "80 %", "50 GPU hours left", "3 failures and 50 %": as a card names it. */
  readonly name: string;
  readonly severity: Severity;
  /** Reached when value ≥ at. What counts down (what is left) is turned round by whoever observes. */
  readonly at: bigint;
  /** Left again when value < clearAt: at − max(2 % of the limit, the rule's own), never above `at` (semantics E9). */
  readonly clearAt: bigint;
  /** Of the limit, where it is one: subscriptions may want only levels from a percentage on. */
  readonly percent?: number;
  /** Told to the person or the keepers themselves, never in a channel. */
  readonly isDirect?: true;
}

/** What an alert is about, besides its rule. */
export interface AlertSubject {
  /** Whose card it is and who may act on it; null: the installation's own. */
  readonly subject: CountedSubject;
  /** As quotas/subject.ts writes it; for things below a subject (a reservation, an endpoint) the thing's own word. */
  readonly subjectKey: string;
  /** "Vision Lab", "Bob Ekman in Vision Lab". */
  readonly name: string;
}

/** Something about an alert that its card says, and that it was not decided by. JSON. */
export type AlertFacts = Readonly<Record<string, unknown>>;

/**
 * What one rule sees of one subject in one window at one instant. Values are whole numbers: of a meter its smallest
 * units, of shares tenths of a percent, of scores thousandths, of times seconds, else a count.
 */
export interface Observation {
  readonly ruleId: string;
  readonly kind: AlertKind;
  readonly about: AlertSubject;
  /** "" where the kind has none. */
  readonly meter: string;
  /** As quotas/window.ts prints it; "" where the kind has none. */
  readonly window: string;
  readonly windowStart: Date;
  /** Exclusive; null: never. */
  readonly windowEnd: Date | null;
  readonly value: bigint;
  /** What it is a part of; null: unlimited, or there is none. */
  readonly limit: bigint | null;
  /** Lowest first. None: nothing can be crossed now (percent rules of a limit of none). */
  readonly levels: readonly Level[];
  readonly timing: Timing;
  readonly facts: AlertFacts;
  /** Its cards are brought up to date whenever the value changes, also where no level is crossed. */
  readonly follows?: true;
}

/** In milliseconds. */
export interface Timing {
  /** How long the condition must hold before it fires. */
  readonly pendingFor: number;
  /** How long it must be gone before it is resolved. */
  readonly keepFiringFor: number;
  /** After how long the same level is told again; null: never within a window. */
  readonly repeatEvery: number | null;
  /** How long after the window's start nothing fires, because of late reports of the window before; at most ¼ of it. */
  readonly grace: number;
  /** Fires once in a window: what is withdrawn and expected again is not told again. */
  readonly once?: true;
}
