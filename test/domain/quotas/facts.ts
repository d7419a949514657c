import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Configuration, Plan } from "../../../src/domain/configuration/configuration.ts";
import type {
  GrantFact,
  LimitFacts,
  LoanFact,
  OrganizationFact,
  PathFacts,
  PersonFact,
  QuotaFact,
} from "../../../src/domain/quotas/path-facts.ts";
import { subjectKey } from "../../../src/domain/quotas/subject.ts";
import type { CountedSubject, Subject } from "../../../src/domain/quotas/subject.ts";
import { NOON } from "../../support/builders.ts";

export const BOB = "00000000-0000-7000-8000-00000000000b";
export const LAB = "00000000-0000-7000-8000-0000000000a1";
export const FACULTY = "00000000-0000-7000-8000-0000000000a2";
export const OTHER = "00000000-0000-7000-8000-0000000000a3";

export const lab: OrganizationFact = { id: LAB, name: "Vision Lab", parentId: FACULTY };
export const faculty: OrganizationFact = { id: FACULTY, name: "Faculty", parentId: null };
export const other: OrganizationFact = { id: OTHER, name: "Robotics", parentId: FACULTY };

export const bob: PersonFact = {
  id: BOB,
  name: "Bob Ekman",
  type: "user",
  state: "active",
  role: "regular",
  planName: null,
  groups: [{ organization: LAB, name: "Vision Lab", plan: null }],
};

export const bobInLab: PathFacts = { person: bob, role: "member", chain: [lab, faculty] };

export const member: Subject = { scope: "member", organizationId: LAB, personId: BOB };
export const person: Subject = { scope: "person", personId: BOB };
export const pool: Subject = { scope: "organization", organizationId: LAB };

export function aQuota(subject: Subject, amount: bigint | null, wish: Partial<QuotaFact> = {}): QuotaFact {
  return {
    id: `quota of ${subjectKey(subject)}`,
    subject,
    meter: "gpu_hours",
    window: "month",
    amount,
    model: "hard",
    gracePercent: 0,
    thresholds: [],
    borrowingLimit: null,
    lendingLimit: null,
    until: null,
    reason: null,
    setBy: "Alice",
    setWith: "installation",
    setAt: NOON,
    ...wish,
  };
}

export function aGrant(subject: Subject, amount: bigint, wish: Partial<GrantFact> = {}): GrantFact {
  return {
    id: "grant",
    subjectKey: subjectKey(subject),
    meter: "gpu_hours",
    amount,
    priority: 10,
    effectiveAt: new Date("2026-11-10T00:00:00Z"),
    expiresAt: null,
    recurrence: null,
    minRollover: 0n,
    maxRollover: null,
    voidedAt: null,
    createdAt: new Date("2026-11-10T00:00:00Z"),
    by: "Alice",
    reason: null,
    ...wish,
  };
}

export interface World {
  readonly quotas?: readonly QuotaFact[];
  readonly grants?: readonly GrantFact[];
  readonly loans?: readonly LoanFact[];
  readonly organizations?: readonly OrganizationFact[];
  readonly uses?: readonly { readonly at: string; readonly amount: bigint }[];
  readonly plans?: readonly Plan[];
  readonly configuration?: Partial<Configuration>;
  readonly now?: Date;
}

/** Everybody's uses are the same: tests that look at use have one subject with grants. */
export function factsOf(world: World = {}): LimitFacts & { asked: { subject: CountedSubject }[] } {
  const { quotas = [], grants = [], loans = [], organizations = [lab, faculty, other], uses = [] } = world;
  const asked: { subject: CountedSubject }[] = [];
  const base = builtInConfiguration(NOON);
  return {
    asked,
    pausesOf: () => [],
    quotasOf: (key) => quotas.filter(({ subject }) => subjectKey(subject) === key),
    grantsOf: (key) => grants.filter(({ subjectKey }) => subjectKey === key),
    loansOf: (id) => loans.filter(({ lenderId, borrowerId }) => lenderId === id || borrowerId === id),
    childrenOf: (id) => organizations.filter(({ parentId }) => parentId === id),
    usedBetween(use) {
      asked.push(use);
      return uses
        .filter(({ at }) => new Date(at) >= use.from && new Date(at) < use.to)
        .reduce((sum, { amount }) => sum + amount, 0n);
    },
    configuration: { ...base, ...(world.plans && { plans: world.plans }), ...world.configuration },
    version: "1",
    now: world.now ?? NOON,
  };
}
