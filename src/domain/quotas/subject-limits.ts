import type { PlanLimit } from "../configuration/configuration.ts";
import { effectivePlan } from "../plans/precedence.ts";
import type { EffectivePlan } from "../plans/precedence.ts";
import type { Limit, LimitSource } from "./limit.ts";
import type { LimitFacts, PathFacts, PersonFact, QuotaFact } from "./path-facts.ts";
import { subjectKey } from "./subject.ts";
import type { CountedSubject, Subject } from "./subject.ts";
import { parseWindow } from "./window.ts";

/** Limits from one place, and on whose use they are counted. */
export interface Layer {
  readonly subject: CountedSubject;
  readonly limits: readonly Limit[];
}

/** The quotas that hold at an instant, as limits. */
export function limitsOfQuotas(quotas: readonly QuotaFact[], now: Date): readonly Limit[] {
  return quotas.filter((quota) => isInForce(quota, now)).map(limitOfQuota);
}

/** When limits end that were set until then. */
export function endsOf(limits: readonly Limit[]): readonly Date[] {
  return limits.flatMap(({ source }) => (source.kind === "quota" && source.until ? [source.until] : []));
}

/**
 * Where limits of a person are defined, the first that counts first: set for the member, for the person, for the role
 * in the organization, for everyone there, for the role in the installation; then the plan (semantics E2).
 */
export function layersOf({ person, role, chain }: PathFacts, facts: LimitFacts): readonly Layer[] {
  if (!person) return [];
  const [organization] = chain;
  const asPerson = { scope: "person", personId: person.id } as const;
  const ofPerson = [quotaLayer(asPerson, asPerson, facts)];
  const ofInstallation = [
    quotaLayer(asPerson, { scope: "role", role: person.role }, facts),
    { subject: asPerson, limits: limitsOfPlan(person, facts) },
  ];
  if (!organization || !role) return [...ofPerson, ...ofInstallation];

  const organizationId = organization.id;
  const asMember = { scope: "member", organizationId, personId: person.id } as const;
  return [
    quotaLayer(asMember, asMember, facts),
    ...ofPerson,
    quotaLayer(asMember, { scope: "role", organizationId, role }, facts),
    quotaLayer(asMember, { scope: "role", organizationId, role: "everyone" }, facts),
    ...ofInstallation,
  ];
}

function quotaLayer(subject: CountedSubject, definedFor: Subject, { quotasOf, now }: LimitFacts): Layer {
  return { subject, limits: limitsOfQuotas(quotasOf(subjectKey(definedFor)), now) };
}

function isInForce({ until, window }: QuotaFact, now: Date): boolean {
  return (until === null || now < until) && parseWindow(window) !== undefined;
}

function limitOfQuota(quota: QuotaFact): Limit {
  const { meter, window, amount, model, gracePercent, thresholds, borrowingLimit, lendingLimit } = quota;
  const { id: quotaId, subject, setBy, setAt, until, reason } = quota;
  const source = { kind: "quota", quotaId, subject, setBy, setAt, until, reason } as const;
  return { meter, window, amount, model, gracePercent, thresholds, borrowingLimit, lendingLimit, source };
}

function limitsOfPlan(person: PersonFact, { configuration }: LimitFacts): readonly Limit[] {
  const effective = effectivePlan({ personal: person.planName, groups: person.groups, configuration });
  const source = sourceOf(effective, person);
  return effective.plan.limits.map((limit) => limitOfPlan(limit, source));
}

function limitOfPlan(limit: PlanLimit, source: LimitSource): Limit {
  return { ...limit, borrowingLimit: null, lendingLimit: null, source };
}

function sourceOf({ plan, through, organization }: EffectivePlan, { groups }: PersonFact): LimitSource {
  const name = groups.find((group) => group.organization === organization)?.name;
  return { kind: "plan", plan: plan.name, through, ...(name && { organization: name }) };
}
