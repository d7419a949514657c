import type { Configuration, Plan } from "../configuration/configuration.ts";
import { refuse } from "../errors.ts";

type Planned = Pick<Configuration, "plans" | "defaultPlan">;

/** The plan that somebody means by its name or label, in any case. */
export function findPlan({ plans }: Planned, typed: string): Plan | undefined {
  const wanted = typed.trim().toLowerCase();
  return plans.find(({ name }) => name === wanted) ?? plans.find(({ label }) => label.toLowerCase() === wanted);
}

/** The same, refusing what is none. */
export function requirePlan(configuration: Planned, typed: string): Plan {
  const known = configuration.plans.map(({ name }) => name);
  return findPlan(configuration, typed) ?? refuse({ kind: "plan-unknown", typed, known, field: "plan" });
}

const NONE = /^(?:none|default|no plan|-)$/iu;

/** Which plan to assign; null for "none" and "default", unless a plan is called so. */
export function requireAssignable(configuration: Planned, typed: string): Plan | null {
  if (!findPlan(configuration, typed) && NONE.test(typed.trim())) return null;
  return requirePlan(configuration, typed);
}
