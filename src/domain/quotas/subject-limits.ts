import type { PlanLimit } from "../configuration/configuration.ts";
import { effectivePlan } from "../plans/precedence.ts";
import type { Assigned } from "../plans/precedence.ts";
import type { Limit, LimitSource } from "./limit.ts";
import type { LimitFacts, PathFacts, PersonFact, QuotaFact } from "./path-facts.ts";
import { withheldFrom } from "./service-limits.ts";
import { subjectKey } from "./subject.ts";
import type { CountedSubject, Subject } from "./subject.ts";
import { parseWindow } from "./window.ts";

/** Limits from one place, and on whose use they are counted. */
export interface Layer {
  readonly subject: CountedSubject;
  /** In whose name they were set: for people within an organization its admins may set some, too. */
  readonly from: "organization" | "installation";
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
 * Whether what an organization sets for its people takes the place of what the installation gives them: then it shares
 * out a pool that the installation gave it, or one above it. Anybody may found an organization, and would lift their own
 * plan by it otherwise.
 */
export function sharesOut(meter: string, chain: PathFacts["chain"], { quotasOf, now }: LimitFacts): boolean {
  const pools = chain.flatMap(({ id }) => quotasOf(subjectKey({ scope: "organization", organizationId: id })));
  return pools.some(
    (pool) =>
      pool.meter === meter && pool.setWith === "installation" && pool.model !== "notify_only" && isInForce(pool, now),
  );
}

/**
 * Where limits of a person are defined, the first that counts first: set for the member, for the person, for the role
 * in the organization, for everyone there, for the role in the installation; then the plan (semantics E2). A service
 * account has what is given to it by name, and nothing of what people get.
 */
export function layersOf(whose: PathFacts, facts: LimitFacts): readonly Layer[] {
  const layers = allLayersOf(whose, facts);
  if (!whose.person?.isService) return layers;
  return withheldFrom(layers, (meter) => sharesOut(meter, whose.chain, facts));
}

function allLayersOf({ person, role, chain }: PathFacts, facts: LimitFacts): readonly Layer[] {
  if (!person) return [];
  const [organization] = chain;
  const asPerson = { scope: "person", personId: person.id } as const;
  const ofPerson = quotaLayers(asPerson, asPerson, facts);
  const ofInstallation: readonly Layer[] = [
    ...quotaLayers(asPerson, { scope: "role", role: person.role }, facts),
    ...limitsOfPlans(person, facts).map((limits) => ({ subject: asPerson, from: "installation", limits }) as const),
  ];
  if (!organization || !role) return [...ofPerson, ...ofInstallation];

  const organizationId = organization.id;
  const asMember = { scope: "member", organizationId, personId: person.id } as const;
  return [
    ...quotaLayers(asMember, asMember, facts),
    ...ofPerson,
    ...quotaLayers(asMember, { scope: "role", organizationId, role }, facts),
    ...quotaLayers(asMember, { scope: "role", organizationId, role: "everyone" }, facts),
    ...ofInstallation,
  ];
}

function quotaLayers(subject: CountedSubject, definedFor: Subject, { quotasOf, now }: LimitFacts): readonly Layer[] {
  const quotas = quotasOf(subjectKey(definedFor));
  return [
    { subject, from: "organization", limits: limitsOfQuotas(quotas.filter(isTheirs), now) },
    {
      subject,
      from: "installation",
      limits: limitsOfQuotas(
        quotas.filter((quota) => !isTheirs(quota)),
        now,
      ),
    },
  ];
}

function isTheirs({ setWith }: QuotaFact): boolean {
  return setWith === "organization";
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

/** Those of the plan that applies, then those that each plan behind it has for the same: they lose, and never apply. */
function limitsOfPlans(person: PersonFact, { configuration }: LimitFacts): readonly (readonly Limit[])[] {
  const effective = effectivePlan({ personal: person.planName, groups: person.groups, configuration });
  const { limits } = effective.plan;
  const isLimited = (one: PlanLimit) =>
    limits.some(({ meter, window }) => meter === one.meter && window === one.window);
  const behind = effective.overridden.map((assigned) => {
    const plan = configuration.plans.find(({ name }) => name === assigned.plan);
    const source = sourceOf(assigned, person);
    return (plan?.limits ?? []).filter(isLimited).map((limit) => limitOfPlan(limit, source));
  });
  const source = sourceOf({ ...effective, plan: effective.plan.name }, person);
  return [limits.map((limit) => limitOfPlan(limit, source)), ...behind];
}

function limitOfPlan(limit: PlanLimit, source: LimitSource): Limit {
  return { ...limit, borrowingLimit: null, lendingLimit: null, source };
}

function sourceOf({ plan, through, organization }: Assigned, { groups }: PersonFact): LimitSource {
  const name = groups.find((group) => group.organization === organization)?.name;
  return { kind: "plan", plan, through, ...(name && { organization: name }) };
}
