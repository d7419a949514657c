import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Impact } from "../quotas/impact.ts";
import { compared } from "../quotas/impact.ts";
import { distinctStates } from "../quotas/over.ts";
import { NOBODY } from "../quotas/subject.ts";
import { countWindows } from "../usage/count-windows.ts";
import { whatIf } from "../what-if.ts";
import type { Configuration, PlanLimit } from "./configuration.ts";

/** Who uses most is looked at first; beyond so many the answer would come too late. */
const MOST_PEOPLE = 2_000;

/** Whom another configuration would put over, of the asker's installation. Nothing is changed. */
export async function reloadImpact(context: Context, configuration: Configuration): Promise<Impact> {
  const changed = changedLimits(context.configuration, configuration);
  if (changed.length === 0) return { before: [], after: [], over: [] };

  const after = { ...context, configuration };
  return whatIf(context.db, async (tx) => {
    const wanted = changed.map(({ meter, window }) => ({ scope: "person" as const, meter, window }));
    await countWindows(tx, after, wanted);
    const meters = [...new Set(changed.map(({ meter }) => meter))];
    const whose = await usersOf(tx, context.tenantId, meters);
    const isMeant = ({ limit }: { limit: { meter: string } }) => meters.includes(limit.meter);
    const was = (await distinctStates(tx, context, whose)).filter(isMeant);
    const becomes = (await distinctStates(tx, after, whose)).filter(isMeant);
    return compared(was, becomes);
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

function placeIn(plan: string, { meter, window, amount, model, gracePercent }: PlanLimit): string {
  return [plan, meter, window, amount, model, gracePercent].join(" ");
}

function orderOf({ plans }: Configuration): string {
  return plans.map(({ name }) => name).join(" ");
}

async function usersOf(
  tx: Transaction,
  tenantId: string,
  meters: readonly string[],
): Promise<readonly { readonly personId: string }[]> {
  return tx.$queryRaw<{ personId: string }[]>`
    SELECT b.person_id AS "personId" FROM balance b
    WHERE b.tenant_id = ${tenantId}::uuid AND b.organization_id = ${NOBODY}::uuid AND b.person_id <> ${NOBODY}::uuid
      AND b.meter = ANY(${[...meters]}::text[]) AND (b.used > 0 OR b.reserved > 0)
    GROUP BY b.person_id ORDER BY max(b.used + b.reserved) DESC LIMIT ${MOST_PEOPLE}`;
}
