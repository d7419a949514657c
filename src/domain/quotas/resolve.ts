import { isInForce } from "../pauses/pause.ts";
import type { Pause } from "../pauses/pause.ts";
import { allowanceOf, changesOf } from "./allowance.ts";
import { sharedOf } from "./cohort-limits.ts";
import type { BindingLimit, Cohort, Limit, LimitPath } from "./limit.ts";
import type { LimitFacts, OrganizationFact, PathFacts } from "./path-facts.ts";
import { endsOf, layersOf, limitsOfQuotas, sharesOut } from "./subject-limits.ts";
import type { Layer } from "./subject-limits.ts";
import { subjectKey } from "./subject.ts";
import type { CountedSubject } from "./subject.ts";
import { windowAt } from "./window-at.ts";
import { byBreadth } from "./window-breadth.ts";
import { HOUR } from "./window.ts";

/** The limits of pools: what an organization, those above it and the installation have for all together. */
export interface Pools {
  readonly limits: readonly BindingLimit[];
  readonly cohorts: readonly Cohort[];
  /** When any of it changes by itself. */
  readonly changesAt: readonly Date[];
}

/**
 * All that binds a person, an organization, or a person within one (semantics E2): of the person's own limits, for each
 * meter and window, the first that is defined; of the pools all. Where an organization shares out nothing that it was
 * given, both what it sets and what the installation gives bind. Pure. `pools` may be shared by all of an organization.
 */
export function resolvePath(facts: LimitFacts, whose: PathFacts, pools = resolvePools(facts, whose.chain)): LimitPath {
  const { person, chain } = whose;
  const own = layersOf(whose, facts);
  const isGiven = (meter: string) => sharesOut(meter, chain, facts);
  const limits = winners(own, isGiven).map(({ subject, limit, losing }) =>
    bindingOf({ subject, subjectName: nameOf(subject, whose), limit, losing }, facts),
  );
  const all = [...limits, ...pools.limits];
  const pauses = pausesOver(whose, facts);
  const changesAt = [
    ...changesIn(limits, facts),
    ...own.flatMap(({ limits }) => endsOf(limits)),
    ...pauses.flatMap(({ until }) => until ?? []),
    ...pools.changesAt,
  ];

  return {
    personId: person?.id ?? null,
    organizationId: chain[0]?.id ?? null,
    chain: chain.map(({ id }) => id),
    limits: all,
    cohorts: pools.cohorts,
    pauses,
    isViewer: person?.type === "viewer",
    isActive: person === null || person.state === "active",
    version: facts.version,
    validUntil: earliest(changesAt),
  };
}

/** Of the person, and of everything above: whoever is paused holds back all below. */
function pausesOver({ person, chain }: PathFacts, { pausesOf, now }: LimitFacts): readonly Pause[] {
  const [place] = chain;
  const subjects: readonly CountedSubject[] = [
    ...(person && place ? [{ scope: "member", organizationId: place.id, personId: person.id } as const] : []),
    ...(person ? [{ scope: "person", personId: person.id } as const] : []),
    ...chain.map(({ id }) => ({ scope: "organization", organizationId: id }) as const),
    { scope: "tenant" },
  ];
  return subjects.flatMap((subject) => pausesOf(subjectKey(subject))).filter((pause) => isInForce(pause, now));
}

/** The pools of an organization (none: of the installation alone), the nearest first. */
export function resolvePools(facts: LimitFacts, chain: readonly OrganizationFact[]): Pools {
  const places = chain.map((organization, index) => ({ organization, parent: chain[index + 1] }));
  const found = places.flatMap(({ organization, parent }) => {
    const subject = { scope: "organization", organizationId: organization.id } as const;
    return quotasFor(subject, facts).map((limit) => {
      const shared = sharedOf(limit, { organization, parent }, facts);
      const binding = bindingOf({ subject, subjectName: organization.name, limit, losing: [] }, facts);
      return { shared, binding: shared ? { ...binding, allowance: shared.allowance } : binding };
    });
  });
  const tenant = { scope: "tenant" } as const;
  const ofTenant = quotasFor(tenant, facts).map((limit) =>
    bindingOf({ subject: tenant, subjectName: "the installation", limit, losing: [] }, facts),
  );
  const limits = [...found.map(({ binding }) => binding), ...ofTenant];
  const shared = found.map(({ shared }) => shared).filter((one) => one !== undefined);

  return {
    limits,
    cohorts: shared.map(({ cohort }) => cohort),
    changesAt: [
      ...changesIn(limits, facts),
      ...endsOf(limits.map(({ limit }) => limit)),
      ...shared.flatMap(({ changesAt }) => changesAt),
    ],
  };
}

function quotasFor(subject: CountedSubject, { quotasOf, now }: LimitFacts): readonly Limit[] {
  return limitsOfQuotas(quotasOf(subjectKey(subject)), now).toSorted(byMeterAndBreadth);
}

interface Winner {
  readonly subject: CountedSubject;
  readonly limit: Limit;
  readonly losing: readonly Limit[];
}

/** For each meter and window the first layer's limit, and what it keeps from applying. */
function winners(layers: readonly Layer[], isGiven: (meter: string) => boolean): readonly Winner[] {
  const found = new Map<string, Winner & { losing: Limit[] }>();
  for (const { subject, from, limits } of layers) {
    for (const limit of limits) {
      const key = `${limit.meter} ${limit.window} ${isGiven(limit.meter) ? "" : from}`;
      const winner = found.get(key);
      if (winner) winner.losing.push(limit);
      else found.set(key, { subject, limit, losing: [] });
    }
  }
  return [...found.values()].toSorted((one, other) => byMeterAndBreadth(one.limit, other.limit));
}

function byMeterAndBreadth(one: Limit, other: Limit): number {
  if (one.meter !== other.meter) return one.meter < other.meter ? -1 : 1;
  return byBreadth(one.window, other.window);
}

function bindingOf(
  defined: Pick<BindingLimit, "subject" | "subjectName" | "limit" | "losing">,
  facts: LimitFacts,
): BindingLimit {
  const { startsAt, endsAt } = windowAt(defined.limit.window, facts.now, facts.configuration);
  return { ...defined, ...allowanceOf(defined.limit, defined.subject, facts), startsAt, resetsAt: endsAt };
}

function nameOf(subject: CountedSubject, { person, chain }: PathFacts): string {
  const name = person?.name ?? "";
  return subject.scope === "member" ? `${name} in ${chain[0]?.name ?? ""}` : name;
}

function changesIn(limits: readonly BindingLimit[], facts: LimitFacts): readonly Date[] {
  return limits.flatMap(({ subject, limit, resetsAt, additions }) => [
    ...(resetsAt ? [resetsAt] : []),
    ...(additions.some(({ kind }) => kind === "rollover") ? [nextHour(facts)] : []),
    ...changesOf(subject, limit.meter, facts),
  ]);
}

/** Late use of earlier windows may have burned more of what was carried over. */
function nextHour({ now, configuration }: LimitFacts): Date {
  return windowAt(HOUR, now, configuration).endsAt ?? now;
}

function earliest(dates: readonly Date[]): Date | null {
  return dates.length === 0 ? null : new Date(Math.min(...dates.map(Number)));
}
