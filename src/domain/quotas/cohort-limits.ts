import { allowanceOf, changesOf } from "./allowance.ts";
import { capacityOf, guaranteedOf, mostOf } from "./cohort.ts";
import type { CohortMember } from "./cohort.ts";
import type { Allowance } from "./allowance.ts";
import type { Cohort, Limit } from "./limit.ts";
import { endsOf, limitsOfQuotas } from "./subject-limits.ts";
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
  /** When any of this changes by itself. */
  readonly changesAt: readonly Date[];
}

type Sharing = Pick<Limit, "amount" | "borrowingLimit" | "lendingLimit">;

/** An organization's limit takes part in the sharing among its siblings when borrowing or lending is set for it. */
export function isShared({ amount, borrowingLimit, lendingLimit }: Sharing): boolean {
  return amount !== null && (borrowingLimit !== null || lendingLimit !== null);
}

/** The cohort that a limit belongs to, and what its organization may come to in it. */
export function sharedOf(limit: Limit, { organization, parent }: Place, facts: LimitFacts): Shared | undefined {
  if (!isShared(limit)) return undefined;
  const { cohort, members, changesAt } = groupOf(limit, parent, facts);
  const own = members.get(organization.id);
  return own && { cohort, allowance: mostOf(own, cohort.capacity), changesAt };
}

interface Group {
  readonly cohort: Cohort;
  readonly members: ReadonlyMap<string, NamedMember>;
  readonly changesAt: readonly Date[];
}

/** A cohort is the same for all its members: worked out once for each set of facts. */
const groups = new WeakMap<LimitFacts, Map<string, Group>>();

function groupOf(limit: Limit, parent: OrganizationFact | undefined, facts: LimitFacts): Group {
  const known = groups.get(facts) ?? new Map<string, Group>();
  groups.set(facts, known);
  const key = `${parent?.id ?? ""} ${limit.meter} ${limit.window}`;
  const group = known.get(key) ?? readGroup(limit, parent, facts);
  known.set(key, group);
  return group;
}

function readGroup(limit: Limit, parent: OrganizationFact | undefined, facts: LimitFacts): Group {
  const { now, configuration } = facts;
  const { meter, window } = limit;
  const children = facts.childrenOf(parent?.id ?? null);
  const members = children.flatMap((child) => memberOf(child, limit, facts));
  const { startsAt, endsAt } = windowAt(window, now, configuration);
  const changes = children.flatMap(({ id }) => changesOfChild(id, meter, facts)).map(Number);
  return {
    members: new Map(members.map((member) => [member.id, member])),
    changesAt: changes.length === 0 ? [] : [new Date(changes.reduce((one, other) => Math.min(one, other)))],
    cohort: {
      meter,
      window,
      startsAt,
      resetsAt: endsAt,
      parent: parent ? { scope: "organization", organizationId: parent.id } : { scope: "tenant" },
      parentName: parent?.name ?? "the installation",
      capacity: capacityOf(members, unassigned(limit, parent, facts)),
      members: members.map(({ id, ...member }) => ({
        organizationId: id,
        guaranteed: guaranteedOf(member),
        ...member,
      })),
    },
  };
}

/** Grants, loans and ends of the siblings change what is there to borrow. */
function changesOfChild(organizationId: string, meter: string, facts: LimitFacts): readonly Date[] {
  const subject = { scope: "organization", organizationId } as const;
  const limits = limitsOfQuotas(facts.quotasOf(subjectKey(subject)), facts.now);
  return [...changesOf(subject, meter, facts), ...endsOf(limits)];
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
