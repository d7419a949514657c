import type { Context } from "../context.ts";
import type { Impact } from "../quotas/impact.ts";
import { compared } from "../quotas/impact.ts";
import { nearestPeople } from "../plans/nearest-people.ts";
import { distinctStates } from "../quotas/over.ts";
import { countWindows } from "../usage/count-windows.ts";
import { whatIf } from "../what-if.ts";
import type { Configuration, PlanLimit } from "./configuration.ts";

/** Whom another configuration would put over, of the asker's installation. Nothing is changed. */
export async function reloadImpact(context: Context, configuration: Configuration): Promise<Impact> {
  const changed = changedLimits(context.configuration, configuration);
  if (changed.length === 0) return { before: [], after: [], over: [] };

  const after = { ...context, configuration };
  return whatIf(context.db, async (tx) => {
    const wanted = changed.map(({ meter, window }) => ({ scope: "person" as const, meter, window }));
    await countWindows(tx, after, wanted);
    const { people: whose, unseen } = await nearestPeople(tx, after);
    const impact = compared(await distinctStates(tx, context, whose), await distinctStates(tx, after, whose));
    return { ...impact, unseen };
  });
}

/** Limits of any plan that were not there, or were others. */
function changedLimits(before: Configuration, after: Configuration): readonly PlanLimit[] {
  const was = new Set(before.plans.flatMap((plan) => plan.limits.map((limit) => placeIn(plan.name, limit))));
  const isReordered = before.defaultPlan !== after.defaultPlan || orderOf(before) !== orderOf(after);
  return after.plans.flatMap((plan) =>
    plan.limits.filter((limit) => isReordered || !was.has(placeIn(plan.name, limit))),
  );
}

function placeIn(plan: string, { meter, window, amount, model, gracePercent, thresholds }: PlanLimit): string {
  return [plan, meter, window, amount, model, gracePercent, thresholds.join()].join(" ");
}

function orderOf({ plans }: Configuration): string {
  return plans.map(({ name }) => name).join(" ");
}
