import type { Plan } from "../configuration/configuration.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";
import { readPersonPlan } from "./assignments.ts";
import { countPlans } from "./count-plans.ts";
import type { PlanCounts } from "./count-plans.ts";
import { findPlan, requirePlan } from "./plan-named.ts";

export interface PlanRow {
  readonly plan: Plan;
  /** From 1, in the order of the file. */
  readonly position: number;
  readonly isDefault: boolean;
  /** It applies to the asker. */
  readonly isMine: boolean;
  /** Who has it; for those who may see everybody's limits. */
  readonly counts?: PlanCounts;
}

export interface PlanList {
  /** In the order of the file; all of them for who may see everybody's limits, else the asker's own and the default. */
  readonly rows: readonly PlanRow[];
  /** Assigned and no longer in the configuration; empty for who does not see all. */
  readonly missing: readonly { readonly plan: string; readonly people: number; readonly organizations: number }[];
  readonly seesAll: boolean;
}

export async function listPlans(context: Context): Promise<PlanList> {
  const { db, configuration } = context;
  const { id } = requirePerson(context);
  const mine = await readPersonPlan(db, context, id);
  const seesAll = mine.type === "user" && holdsInTenant(mine.role, "quota:read");
  const { counts, missing } = seesAll ? await countPlans(db, context) : { counts: undefined, missing: [] };
  const { effective, groups, personal } = mine;
  const concerning = new Set([
    effective.plan.name,
    personal,
    configuration.defaultPlan,
    ...groups.map(({ plan }) => plan),
  ]);

  const rows = configuration.plans.flatMap((plan, index) => {
    if (!seesAll && !concerning.has(plan.name)) return [];
    const isDefault = plan.name === configuration.defaultPlan;
    const counted = counts?.get(plan.name);
    const isMine = plan.name === effective.plan.name;
    return [{ plan, position: index + 1, isDefault, isMine, ...(counted && { counts: counted }) }];
  });
  return { rows, missing, seesAll };
}

/** One of them. Refuses with `plan-unknown`, and with `not-found` what is not the asker's to see. */
export async function showPlan(context: Context, typed: string): Promise<PlanRow & { readonly seesAll: boolean }> {
  const { rows, seesAll } = await listPlans(context);
  const plan = seesAll ? requirePlan(context.configuration, typed) : findPlan(context.configuration, typed);
  const row = rows.find((one) => one.plan.name === plan?.name);
  return row ? { ...row, seesAll } : refuse({ kind: "not-found", thing: "plan", named: typed, field: "plan" });
}
