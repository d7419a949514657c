import type { Units } from "../meters/meter.ts";
import { capacityOf, guaranteedOf, mostOf } from "../quotas/cohort.ts";
import type { CohortMember } from "../quotas/cohort.ts";

/** How a member of a cohort stands: what it took of the others', and what it lacks of its own. */
export interface Fairness {
  readonly id: string;
  readonly used: Units;
  readonly nominal: Units;
  /** Used beyond its own. */
  readonly borrowed: Units;
  /** Unused of its own, and at the moment taken by nobody. */
  readonly idle: Units;
  /** Unused of its own, and not to be had because others use it. */
  readonly starved: Units;
}

export interface FairnessReport {
  readonly members: readonly Fairness[];
  /** What borrowers would have to give back so that nobody lacks their own: it comes back as their work ends. */
  readonly reclaimable: Units;
  /** Who lacks it to whom, the most first. */
  readonly pairs: readonly { readonly starved: string; readonly borrower: string; readonly amount: Units }[];
}

/** Who is starved, who borrows, and how much may be reclaimed (Run:ai's audit question; demands B-12, R-13). */
export function fairnessReport(
  members: readonly CohortMember[],
  used: ReadonlyMap<string, Units>,
  extra: Units = 0n,
): FairnessReport {
  const capacity = capacityOf(members, extra);
  const usedOf = ({ id }: CohortMember) => used.get(id) ?? 0n;
  const free = members.reduce((left, one) => left - positive(usedOf(one) - guaranteedOf(one)), capacity);
  const standings = members.map((member) => {
    const own = { used: usedOf(member), nominal: member.nominal };
    const unused = positive(own.nominal - own.used);
    const room = smaller(
      positive(mostOf(member, capacity) - own.used),
      positive(guaranteedOf(member) - own.used) + positive(free),
    );
    const idle = smaller(unused, room);
    return { id: member.id, ...own, borrowed: positive(own.used - own.nominal), idle, starved: unused - idle };
  });
  const pairs = pairsOf(standings);
  return { members: standings, reclaimable: pairs.reduce((sum, { amount }) => sum + amount, 0n), pairs };
}

/** The most starved from the largest borrowers. */
function pairsOf(standings: readonly Fairness[]): FairnessReport["pairs"] {
  const borrowers = standings
    .filter(({ borrowed }) => borrowed > 0n)
    .toSorted((one, other) => Number(other.borrowed - one.borrowed))
    .map(({ id, borrowed }) => ({ id, left: borrowed }));
  const pairs: { starved: string; borrower: string; amount: Units }[] = [];
  for (const one of standings.toSorted((one, other) => Number(other.starved - one.starved))) {
    let lacking = one.starved;
    for (const borrower of borrowers) {
      const amount = smaller(lacking, borrower.left);
      if (amount === 0n) continue;
      pairs.push({ starved: one.id, borrower: borrower.id, amount });
      borrower.left -= amount;
      lacking -= amount;
    }
  }
  return pairs;
}

function positive(amount: Units): Units {
  return amount > 0n ? amount : 0n;
}

function smaller(one: Units, other: Units): Units {
  return one < other ? one : other;
}
