import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { readPersonPlan } from "./assignments.ts";
import type { PersonPlan } from "./assignments.ts";

/** One place that a plan can come from, in the order in which they are looked at (semantics E1). */
export interface PlanRule {
  readonly through: "personal" | "organization" | "default";
  /** The organization's name. */
  readonly organization?: string;
  /** null: none is given there. */
  readonly plan: string | null;
  readonly outcome:
    | "applies"
    | "nothing-given"
    | "own-goes-first"
    | "listed-earlier"
    | "same-plan"
    | "given-elsewhere"
    | "gone";
}

/** What would make another plan apply. */
export type Flip =
  | { readonly kind: "end-personal"; readonly next: string }
  | { readonly kind: "give-personal" }
  | { readonly kind: "leave"; readonly organizations: readonly string[]; readonly next: string }
  | { readonly kind: "group-listed-later"; readonly plans: readonly string[] };

export interface PlanExplanation extends PersonPlan {
  readonly rules: readonly PlanRule[];
  /** The smallest first. */
  readonly flips: readonly Flip[];
}

/**
 * Why somebody has the plan that they have: every place it could come from, with why it lost, and the smallest change
 * that flips the answer. One's own is everybody's to see, others' takes `quota:read`.
 */
export async function explainPlan(
  context: Context,
  { personId }: { readonly personId?: string | undefined } = {},
): Promise<PlanExplanation> {
  const { id } = requirePerson(context);
  if (personId !== undefined && personId !== id) await requireTenantPermission(context.db, context, "quota:read");

  const found = await readPersonPlan(context.db, context, personId ?? id);
  return { ...found, rules: rulesOf(found, context.configuration), flips: flipsOf(found, context.configuration) };
}

type Planned = Pick<Context["configuration"], "plans" | "defaultPlan">;

/** Pure: the derivation, losing places included. */
export function rulesOf(found: PersonPlan, { plans, defaultPlan }: Planned): readonly PlanRule[] {
  const { personal, groups, effective } = found;
  const isKnown = (plan: string) => plans.some(({ name }) => name === plan);
  const own: PlanRule = {
    through: "personal",
    plan: personal,
    outcome: ownOutcome(personal, isKnown, effective.through === "personal"),
  };
  const places = groups.map(({ id, name, plan }): PlanRule => {
    const applies = effective.through === "organization" && effective.organization === id;
    return {
      through: "organization",
      organization: name,
      plan,
      outcome: groupOutcome({ plan, applies, isKnown }, found),
    };
  });
  const last: PlanRule = {
    through: "default",
    plan: defaultPlan,
    outcome: effective.through === "default" ? "applies" : "given-elsewhere",
  };
  return [own, ...places, last];
}

function ownOutcome(
  personal: string | null,
  isKnown: (plan: string) => boolean,
  applies: boolean,
): PlanRule["outcome"] {
  if (applies) return "applies";
  return personal === null || isKnown(personal) ? "nothing-given" : "gone";
}

interface Place {
  readonly plan: string | null;
  readonly applies: boolean;
  isKnown(plan: string): boolean;
}

function groupOutcome({ plan, applies, isKnown }: Place, { effective }: PersonPlan): PlanRule["outcome"] {
  if (applies) return "applies";
  if (plan === null) return "nothing-given";
  if (!isKnown(plan)) return "gone";
  if (effective.through === "personal") return "own-goes-first";
  return plan === effective.plan.name ? "same-plan" : "listed-earlier";
}

/** Pure: what would give another plan, the least first. */
export function flipsOf({ groups, effective }: PersonPlan, { plans, defaultPlan }: Planned): readonly Flip[] {
  const next = effective.overridden.find(({ plan }) => plan !== effective.plan.name)?.plan;
  if (effective.through === "personal") return next === undefined ? [] : [{ kind: "end-personal", next }];

  const index = plans.findIndex(({ name }) => name === effective.plan.name);
  const later = plans.slice(index + 1).map(({ name }) => name);
  const through = groups.filter(({ plan }) => plan === effective.plan.name).map(({ name }) => name);
  return [
    { kind: "give-personal" },
    ...(effective.through === "organization" && next !== undefined
      ? [{ kind: "leave", organizations: through, next } as const]
      : []),
    ...(later.length > 0 && effective.through === "organization"
      ? [{ kind: "group-listed-later", plans: later } as const]
      : []),
    ...(effective.through === "default"
      ? [
          {
            kind: "group-listed-later",
            plans: plans.map(({ name }) => name).filter((name) => name !== defaultPlan),
          } as const,
        ]
      : []),
  ];
}
