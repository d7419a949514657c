import type { Units } from "../meters/meter.ts";

/** One of several that share what they leave unused (Kueue's cluster queue; semantics E8). */
export interface CohortMember {
  readonly id: string;
  /** What is its own. */
  readonly nominal: Units;
  /** How much it may take of what the others leave; null: all of it. */
  readonly borrowingLimit: Units | null;
  /** How much of its own the others may take; null: all of it. */
  readonly lendingLimit: Units | null;
}

/** The part of its own that nobody else may take. */
export function guaranteedOf({ nominal, lendingLimit }: Pick<CohortMember, "nominal" | "lendingLimit">): Units {
  return lendingLimit === null || lendingLimit >= nominal ? 0n : nominal - lendingLimit;
}

/** What all members together may use beyond their guaranteed parts; `extra` is what the cohort has besides. */
export function capacityOf(members: readonly CohortMember[], extra: Units = 0n): Units {
  return members.reduce((sum, member) => sum + member.nominal - guaranteedOf(member), extra);
}

/** The most that a member may come to if all others are idle. */
export function mostOf(member: CohortMember, capacity: Units): Units {
  const all = guaranteedOf(member) + capacity;
  if (member.borrowingLimit === null) return all;
  const own = member.nominal + member.borrowingLimit;
  return own < all ? own : all;
}

interface Asked {
  readonly id: string;
  readonly amount: Units;
}

/**
 * Whether a member may use that much more: it comes to no more than it may borrow up to, and what all use beyond their
 * guaranteed parts fits in the capacity. The same as Kueue's rule: within what is unused of its own, or within what is
 * unused in the cohort and its borrowing limit.
 */
export function fitsCohort(
  members: readonly CohortMember[],
  used: ReadonlyMap<string, Units>,
  { id, amount }: Asked,
  extra: Units = 0n,
): boolean {
  const member = members.find((one) => one.id === id);
  if (!member) return false;
  const capacity = capacityOf(members, extra);
  const after = (one: CohortMember) => (used.get(one.id) ?? 0n) + (one.id === id ? amount : 0n);
  if (after(member) > mostOf(member, capacity)) return false;

  return members.reduce((sum, one) => sum + beyond(after(one), guaranteedOf(one)), 0n) <= capacity;
}

function beyond(used: Units, guaranteed: Units): Units {
  return used > guaranteed ? used - guaranteed : 0n;
}
