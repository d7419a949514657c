import type { PauseMode } from "../../storage/generated/enums.ts";
import type { CountedSubject } from "../quotas/subject.ts";

/** Nothing new starts for a subject and all below it; with "drain" what runs is not extended either. */
export interface Pause {
  readonly id: string;
  readonly subject: CountedSubject;
  /** "Vision Lab", "Bob Ekman in Vision Lab", "the installation". */
  readonly subjectName: string;
  readonly mode: PauseMode;
  readonly since: Date;
  /** Exclusive; null: until somebody lifts it. */
  readonly until: Date | null;
  readonly reason: string | null;
  /** Who set it, or made the policy that did. */
  readonly by: string;
  readonly byId: string;
  /** The organization in whose name; null: the installation. */
  readonly giverId: string | null;
  readonly policyId: string | null;
}

export function isInForce({ until }: Pick<Pause, "until">, now: Date): boolean {
  return until === null || until > now;
}

/** Of several the one that lasts longest, which says when work may begin again; undefined where nothing is paused. */
export function decidingPause<One extends Pick<Pause, "until">>(pauses: readonly One[]): One | undefined {
  return pauses.toSorted((one, other) => endOf(other) - endOf(one))[0];
}

function endOf({ until }: Pick<Pause, "until">): number {
  return until?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/**
 * Whether who may pause in the name of these may also lift this one. `places`: the organizations above the subject and
 * itself, nearest first, and which of them somebody speaks for; `isInstallation`: they speak for all. What was set from
 * above is lifted from there or from higher up.
 */
export function mayLift(
  { giverId }: Pick<Pause, "giverId">,
  { isInstallation, places }: { readonly isInstallation: boolean; readonly places: readonly Place[] },
): boolean {
  if (isInstallation) return true;
  if (giverId === null) return false;
  const from = places.findIndex(({ id }) => id === giverId);
  return places.some(({ isOurs }, index) => isOurs && index >= from);
}

export interface Place {
  readonly id: string;
  readonly isOurs: boolean;
}
