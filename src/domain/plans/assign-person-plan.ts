import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { impactOf } from "../quotas/impact.ts";
import type { Impact } from "../quotas/impact.ts";
import { affectedBy } from "../quotas/over.ts";
import { whatIf } from "../what-if.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { countPlan } from "./count-plan.ts";
import { requireAssigner, requireGivable } from "./assigner.ts";
import { readPersonPlan } from "./assignments.ts";
import type { PersonPlan } from "./assignments.ts";
import { requireAssignable } from "./plan-named.ts";

export interface PersonPlanWish {
  readonly personId: string;
  /** A plan's name or label; the default, or "none", takes the personal plan away. */
  readonly plan: string;
  readonly reason?: string | undefined;
}

export interface PersonPlanSet {
  readonly before: PersonPlan;
  readonly after: PersonPlan;
  readonly changed: boolean;
}

/**
 * Gives somebody a plan of their own, which beats those of all organizations that they belong to, now and later, until
 * another is given. Refuses with `forbidden`, `plan-of-oneself`, `plan-unknown`, `plan-above-yours`, `not-found`.
 */
export async function assignPersonPlan(context: Context, wish: PersonPlanWish): Promise<PersonPlanSet> {
  return transaction(context.db, (tx) => assignIn(tx, context, wish));
}

/** What it would do, refused as doing it would be; nothing is changed. */
export async function previewPersonPlan(
  context: Context,
  wish: PersonPlanWish,
): Promise<PersonPlanSet & { readonly impact: Impact }> {
  return whatIf(context.db, async (tx) => {
    let set: PersonPlanSet | undefined;
    const impact = await impactOf(tx, context, {
      whose: await affectedBy(tx, context, { scope: "person", personId: wish.personId }),
      work: async () => (set = await assignIn(tx, context, wish)),
    });
    if (!set) throw new Error("the work was not done");
    return { ...set, impact };
  });
}

async function assignIn(tx: Transaction, context: Context, wish: PersonPlanWish): Promise<PersonPlanSet> {
  const { personId, reason } = wish;
  await lockTenant(tx, context.tenantId);
  await requireAssigner(tx, context, personId);
  const plan = requireAssignable(context.configuration, wish.plan);
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
  const before = await readPersonPlan(tx, context, personId);
  const planName = plan === null || plan.name === context.configuration.defaultPlan ? null : plan.name;
  if (before.personal === planName) return { before, after: before, changed: false };
  await requireGivable(tx, context, plan);
  await countPlan(tx, context, plan);

  await tx.person.update({ where: { id: personId }, data: { planName } });
  const { id, name } = before.person;
  await record(
    tx,
    context,
    { kind: "person-plan-changed", person: { id, name }, before: before.personal, after: planName },
    { reason },
  );
  return { before, after: await readPersonPlan(tx, context, personId), changed: true };
}
