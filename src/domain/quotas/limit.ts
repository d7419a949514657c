import type { LimitModel } from "../../storage/generated/enums.ts";
import type { Units } from "../meters/meter.ts";
import type { Pause } from "../pauses/pause.ts";
import type { CountedSubject, Subject } from "./subject.ts";

/** Where a limit comes from. */
export type LimitSource =
  | {
      readonly kind: "plan";
      readonly plan: string;
      /** Whose assignment made it this person's plan. */
      readonly through: "personal" | "organization" | "default";
      /** Its name. */
      readonly organization?: string;
      /** Of a service account, which has none of what everybody gets. */
      readonly isWithheld?: true;
    }
  | {
      readonly kind: "quota";
      readonly quotaId: string;
      readonly subject: Subject;
      readonly setBy: string;
      readonly setAt: Date;
      /** Exclusive. */
      readonly until: Date | null;
      readonly reason: string | null;
      readonly isWithheld?: true;
    };

/** A limit as it was defined in one place. */
export interface Limit {
  readonly meter: string;
  /** As window.ts prints it; "now" for gauges. */
  readonly window: string;
  /** null: explicitly unlimited. */
  readonly amount: Units | null;
  readonly model: LimitModel;
  /** How far beyond it a soft limit still lets pass, in percent. */
  readonly gracePercent: number;
  /** In percent, ascending. */
  readonly thresholds: readonly number[];
  /**
   * Of an organization: how much it may take of what its siblings leave unused. It belongs to the cohort of its siblings
   * when this or lendingLimit is set; null then: it borrows nothing by itself.
   */
  readonly borrowingLimit: Units | null;
  /** Of an organization: how much its siblings may take of this. null: all of it. */
  readonly lendingLimit: Units | null;
  readonly source: LimitSource;
}

/** Something that makes a limit larger or smaller for a while. */
export interface Addition {
  readonly kind: "grant" | "rollover" | "lent" | "borrowed";
  /** The grant's or loan's id. */
  readonly id?: string;
  /** Negative for what is lent. */
  readonly amount: Units;
  readonly from: Date;
  /** Exclusive; null: for good. */
  readonly until: Date | null;
  /** Who gave it, or the other organization. */
  readonly by: string;
  readonly reason: string | null;
}

/** A limit that binds a subject now, with what it was derived from. */
export interface BindingLimit {
  readonly subject: CountedSubject;
  /** "Vision Lab", "Bob Ekman", "Bob Ekman in Vision Lab", "the installation". */
  readonly subjectName: string;
  readonly limit: Limit;
  /** Limits of the same meter and window that would apply if the ones before did not; the next one first. */
  readonly losing: readonly Limit[];
  readonly additions: readonly Addition[];
  /** The limit with its additions, of a cohort's member with what it may borrow. null: unlimited. Never negative. */
  readonly allowance: Units | null;
  readonly startsAt: Date;
  /** When the window resets; exclusive. null for lifetimes and gauges. */
  readonly resetsAt: Date | null;
}

/**
 * Sibling organizations that use what the others leave unused, as in Kueue (semantics E8). Each keeps its guaranteed
 * part to itself; what all use beyond their guaranteed parts must fit in the capacity. Locked by the parent's row of
 * window "now" for this meter.
 */
export interface Cohort {
  readonly meter: string;
  readonly window: string;
  readonly startsAt: Date;
  readonly resetsAt: Date | null;
  readonly parent: CountedSubject;
  readonly parentName: string;
  /** The members' limits less their guaranteed parts, and what the parent adds. */
  readonly capacity: Units;
  readonly members: readonly CohortPart[];
}

/** A member of a cohort. */
export interface CohortPart {
  readonly organizationId: string;
  readonly name: string;
  /** Nobody else takes this. */
  readonly guaranteed: Units;
  /** Its own limit, with grants and loans. */
  readonly nominal: Units;
  readonly borrowingLimit: Units;
  /** null: all of its own. */
  readonly lendingLimit: Units | null;
}

/** All that binds one person, organization, or both together: every meter, every level. */
export interface LimitPath {
  readonly personId: string | null;
  readonly organizationId: string | null;
  /** The organization and those above it, nearest first. */
  readonly chain: readonly string[];
  readonly limits: readonly BindingLimit[];
  readonly cohorts: readonly Cohort[];
  /** Looks at what is there, and may use nothing. */
  readonly isViewer: boolean;
  /** False for somebody whose account waits for activation or is suspended: they may use nothing. */
  readonly isActive: boolean;
  /** What is in force now, of the subject itself or above it: nothing new starts. */
  readonly pauses: readonly Pause[];
  /** The version of the tenant's limits that this was derived from. */
  readonly version: string;
  /** Until when it holds if nothing changes: a window's end, a grant's start or end, a pause's end; exclusive. */
  readonly validUntil: Date | null;
}

/** How a limit stands. */
export interface LimitState extends BindingLimit {
  readonly used: Units;
  readonly reserved: Units;
}
