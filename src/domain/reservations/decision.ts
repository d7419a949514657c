import type { Units } from "../meters/meter.ts";
import type { Pause } from "../pauses/pause.ts";
import type { LimitState } from "../quotas/limit.ts";

/** How much of one meter somebody wants, before rates and factors. */
export interface Wanted {
  readonly meter: string;
  /** What it takes for certain. */
  readonly amount: Units;
  /** What it may come to: resources times the time limit. Limits of the model hard_safe hold this much. */
  readonly most?: Units;
  /** The name of what it runs on: it counts at that one's rate. */
  readonly accelerator?: string;
}

/** Who wants to use how much. At least one of person and organization. */
export interface Ask {
  readonly personId?: string;
  readonly organizationId?: string;
  readonly wanted: readonly Wanted[];
}

export type RefusalCode =
  | "quota_exceeded"
  /** More than the limit itself: it would not fit even if nothing else were used. */
  | "quota_never_fits"
  | "viewer"
  | "person_not_active"
  /** By somebody, or by a policy: nothing new starts. */
  | "paused";

/** The answer to an Ask. */
export interface Decision {
  readonly allowed: boolean;
  readonly code?: RefusalCode;
  /** What decided: the limit with the least room, among those that refuse. */
  readonly binding?: LimitState;
  /** What is paused, where that decided: the one that lasts longest. */
  readonly pause?: Pause;
  /** Everything that was looked at, narrowest subject first. */
  readonly limits: readonly LimitState[];
  /** Soft and notify-only limits that this goes beyond. */
  readonly exceeded: readonly LimitState[];
  /** When the same request would fit if nobody used more; null: not foreseeable. */
  readonly fitsAt?: Date | null;
}

export interface Reserved extends Decision {
  /** Only when it was allowed. */
  readonly reservationId?: string;
  readonly expiresAt?: Date;
}
