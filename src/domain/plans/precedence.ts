import type { Configuration, Plan } from "../configuration/configuration.ts";

/** A plan as somebody was given it, by name. */
export interface Assigned {
  readonly plan: string;
  /** Whose assignment made it this person's plan. */
  readonly through: "personal" | "organization" | "default";
  /** Of an organization: its id. */
  readonly organization?: string;
}

export interface Assignments {
  /** The person's own; null while it is the default. */
  readonly personal: string | null;
  /** Of the organizations that the person belongs to; those without one may be left out. */
  readonly groups: readonly { readonly organization: string; readonly plan: string | null }[];
  readonly configuration: Pick<Configuration, "plans" | "defaultPlan">;
}

export interface EffectivePlan {
  readonly plan: Plan;
  readonly through: Assigned["through"];
  /** Where it comes through an organization: the organization's id. */
  readonly organization?: string;
  /** What would apply if the ones before did not, the default among them; the next one first. */
  readonly overridden: readonly Assigned[];
  /** Assigned, but no longer in the configuration. */
  readonly missing: readonly Assigned[];
}

/**
 * Whose limits apply to a person: their own plan, or of their organizations' plans the one listed last in the
 * configuration, or the default (semantics E1). A personal plan that is the default counts as none.
 */
export function effectivePlan({ personal, groups, configuration }: Assignments): EffectivePlan {
  const { plans, defaultPlan } = configuration;
  const order = new Map(plans.map((plan, index) => [plan.name, index]));
  const ofGroups = groups
    .flatMap(({ plan, organization }) =>
      plan === null ? [] : [{ plan, through: "organization", organization } as const],
    )
    .toSorted((one, other) => (order.get(other.plan) ?? -1) - (order.get(one.plan) ?? -1));
  const assigned: readonly Assigned[] = [
    ...(personal === null || personal === defaultPlan ? [] : [{ plan: personal, through: "personal" } as const]),
    ...ofGroups,
  ];
  const [winner, ...overridden] = [
    ...assigned.filter(({ plan }) => order.has(plan)),
    { plan: defaultPlan, through: "default" } as const,
  ];

  return {
    plan: plans[order.get(winner.plan) ?? -1] ?? withoutLimits(winner.plan),
    through: winner.through,
    ...("organization" in winner && winner.organization && { organization: winner.organization }),
    overridden,
    missing: assigned.filter(({ plan }) => !order.has(plan)),
  };
}

/** A checked configuration has its default plan; without it nobody's work stops. */
function withoutLimits(name: string): Plan {
  return { name, label: name, description: "", limits: [] };
}
