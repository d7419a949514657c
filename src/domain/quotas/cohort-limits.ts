import { allowanceOf } from "./allowance.ts";
import { capacityOf, guaranteedOf, mostOf } from "./cohort.ts";
import type { CohortMember } from "./cohort.ts";
import type { Allowance } from "./allowance.ts";
import type { Cohort, Limit } from "./limit.ts";
import { limitsOfQuotas } from "./subject-limits.ts";
import type { LimitFacts, OrganizationFact } from "./path-facts.ts";
import { subjectKey } from "./subject.ts";
import type { CountedSubject } from "./subject.ts";
import { windowAt } from "./window-at.ts";
import type { Units } from "../meters/meter.ts";

interface Place {
  readonly organization: OrganizationFact;
  /** The one above it, if any. */
  readonly parent: OrganizationFact | undefined;
}

/** The limit of an organization that shares with its siblings, and with whom it shares. */
export interface Shared {
  readonly cohort: Cohort;
  /** The most it may come to: its own and what it may borrow, if all others are idle. */
  readonly allowance: Units;
}

type Sharing = Pick<Limit, "amount" | "borrowingLimit" | "lendingLimit">;

/** An organization's limit takes part in the sharing among its siblings when borrowing or lending is set for it. */
export function isShared({ amount, borrowingLimit, lendingLimit }: Sharing): boolean {
  return amount !== null && (borrowingLimit !== null || lendingLimit !== null);
}

/** The cohort that a limit belongs to, and what its organization may come to in it. */
export function sharedOf(limit: Limit, { organization, parent }: Place, facts: LimitFacts): Shared | undefined {
  if (!isShared(limit)) return undefined;
  const { now, configuration } = facts;
  const sharing = facts.childrenOf(organization.parentId).flatMap((sibling) => memberOf(sibling, limit, facts));
  const own = sharing.find(({ id }) => id === organization.id);
  if (!own) return undefined;
  const capacity = capacityOf(sharing, unassigned(limit, parent, facts));
  const { startsAt, endsAt } = windowAt(limit.window, now, configuration);
  const above: CountedSubject = parent ? { scope: "organization", organizationId: parent.id } : { scope: "tenant" };

  return {
    allowance: mostOf(own, capacity),
    cohort: {
      meter: limit.meter,
      window: limit.window,
      startsAt,
      resetsAt: endsAt,
      parent: above,
      parentName: parent?.name ?? "the installation",
      capacity,
      members: sharing.map(({ id, ...member }) => ({
        organizationId: id,
        guaranteed: guaranteedOf(member),
        ...member,
      })),
    },
  };
}

interface NamedMember extends CohortMember {
  readonly name: string;
  readonly borrowingLimit: Units;
}

function memberOf({ id, name }: OrganizationFact, like: Limit, facts: LimitFacts): readonly NamedMember[] {
  const subject = { scope: "organization", organizationId: id } as const;
  const limit = sameLimit(subject, like, facts);
  const nominal = limit && isShared(limit) ? allowanceOf(limit, subject, facts).allowance : null;
  if (!limit || nominal === null) return [];
  // Without a borrowing limit of its own a member lends and borrows nothing by itself.
  return [{ id, name, nominal, borrowingLimit: limit.borrowingLimit ?? 0n, lendingLimit: limit.lendingLimit }];
}

/** What the organization above has beyond what it has given to those below. */
function unassigned(like: Limit, parent: OrganizationFact | undefined, facts: LimitFacts): Units {
  const subject: CountedSubject | undefined = parent && { scope: "organization", organizationId: parent.id };
  const own = subject && allowanceIn(subject, like, facts);
  if (!parent || !own || own.allowance === null) return 0n;
  const given = facts
    .childrenOf(parent.id)
    .map(({ id }) => allowanceIn({ scope: "organization", organizationId: id }, like, facts)?.allowance ?? 0n);
  const rest = given.reduce((left, one) => left - one, own.allowance);
  return rest > 0n ? rest : 0n;
}

function allowanceIn(subject: CountedSubject, like: Limit, facts: LimitFacts): Allowance | undefined {
  const limit = sameLimit(subject, like, facts);
  return limit && allowanceOf(limit, subject, facts);
}

function sameLimit(subject: CountedSubject, { meter, window }: Limit, facts: LimitFacts): Limit | undefined {
  return limitsOfQuotas(facts.quotasOf(subjectKey(subject)), facts.now).find(
    (limit) => limit.meter === meter && limit.window === window,
  );
}
