import type { Units } from "../meters/meter.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What was asked for: an instant, or a length of time that counts from the start of the grant. */
export interface Asked {
  /** Exclusive; null: for good. */
  readonly until: Date | null;
  readonly lengthMs?: number | undefined;
}

interface Bounds {
  readonly longestGrantDays: number;
  /** When the authority of whoever grants it ends; null: not foreseeable. */
  readonly authorityUntil: Date | null;
}

/**
 * When a grant that starts at `from` ends: the earliest of what was asked for, the longest that is allowed, and the end
 * of what whoever grants it has to give (semantics E14).
 */
export function endOfGrant(asked: Asked, from: Date, { longestGrantDays, authorityUntil }: Bounds): Date {
  const longest = latestEnd(from, longestGrantDays);
  const wanted = asked.lengthMs === undefined ? asked.until : new Date(from.getTime() + asked.lengthMs);
  return [wanted, authorityUntil].reduce<Date>((end, other) => (other && other < end ? other : end), longest);
}

/** The latest end of a grant that starts then. */
export function latestEnd(from: Date, longestGrantDays: number): Date {
  return new Date(from.getTime() + longestGrantDays * DAY_MS);
}

/** What an approval is of. */
export interface RequestTerms extends Asked {
  readonly amount: Units;
  /** When it starts; null: at once. */
  readonly from: Date | null;
}

/** What an approver says otherwise; what is left out stays as it stands. */
export interface TermsWish {
  readonly amount?: Units | undefined;
  readonly term?: Asked | undefined;
  readonly from?: Date | null | undefined;
}

export function termsAfter(standing: RequestTerms, { amount, term, from }: TermsWish): RequestTerms {
  const { until, lengthMs } = term ?? standing;
  return {
    amount: amount ?? standing.amount,
    from: from === undefined ? standing.from : from,
    // With a length, the end counts from the approval, whatever it would be now.
    ...(lengthMs === undefined ? { until } : { until: term ? null : standing.until, lengthMs }),
  };
}

/** Whether both mean the very same grant. */
export function isSameTerms(one: RequestTerms, other: RequestTerms): boolean {
  return meaningOf(one) === meaningOf(other);
}

function meaningOf({ amount, until, lengthMs, from }: RequestTerms): string {
  const end = lengthMs === undefined ? (until?.getTime() ?? "for good") : `for ${lengthMs}`;
  return `${amount} ${end} ${from?.getTime() ?? "at once"}`;
}
