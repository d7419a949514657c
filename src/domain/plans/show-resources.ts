import type { Configuration } from "../configuration/configuration.ts";
import type { Context } from "../context.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { windowAt } from "../quotas/window-at.ts";
import { usageTotals } from "../usage/read-usage.ts";
import type { UsedOfMeter } from "../usage/read-usage.ts";
import { readPersonPlan } from "./assignments.ts";
import type { PersonPlan } from "./assignments.ts";
import { countPlans } from "./count-plans.ts";
import type { CountedPlans } from "./count-plans.ts";

/** What was used since the month began, of every meter that was used. */
export interface MonthUsed {
  readonly from: Date;
  readonly totals: readonly UsedOfMeter[];
}

export interface Resources extends CountedPlans {
  readonly people: {
    readonly users: number;
    readonly viewers: number;
    readonly waiting: number;
    readonly suspended: number;
    /** They take no seat. */
    readonly services: number;
  };
  readonly organizations: number;
  readonly projects: number;
  readonly month: MonthUsed;
}

interface PeopleRow {
  readonly users: number;
  readonly viewers: number;
  readonly waiting: number;
  readonly suspended: number;
  readonly services: number;
}

/** What this installation has, who uses which plan, and what they used this month. Takes `resources:view`. */
export async function showResources(context: Context): Promise<Resources> {
  const { db, tenantId } = context;
  await requireTenantPermission(db, context, "resources:view");
  const [people] = await db.$queryRaw<PeopleRow[]>`
    SELECT count(*) FILTER (WHERE state = 'active' AND type = 'user' AND kind = 'human')::int AS users,
      count(*) FILTER (WHERE state = 'active' AND type = 'viewer')::int AS viewers,
      count(*) FILTER (WHERE state = 'pending_activation')::int AS waiting,
      count(*) FILTER (WHERE state = 'suspended' AND kind = 'human')::int AS suspended,
      count(*) FILTER (WHERE kind = 'service' AND state <> 'deleted')::int AS services
    FROM person WHERE tenant_id = ${tenantId}::uuid`;
  const shared = { tenantId, deletedAt: null, personalForId: null } as const;
  return {
    people: people ?? { users: 0, viewers: 0, waiting: 0, suspended: 0, services: 0 },
    organizations: await db.organization.count({ where: { ...shared, kind: "organization" } }),
    projects: await db.organization.count({ where: { ...shared, kind: "project" } }),
    month: await monthOf(context, { scope: "tenant" }),
    ...(await countPlans(db, context)),
  };
}

/** The same of one person: their plan, and what they used this month. Takes `resources:view`. */
export async function showPersonResources(
  context: Context,
  personId: string,
): Promise<PersonPlan & { readonly month: MonthUsed }> {
  await requireTenantPermission(context.db, context, "resources:view");
  const plan = await readPersonPlan(context.db, context, personId);
  return { ...plan, month: await monthOf(context, { scope: "person", personId }) };
}

async function monthOf(
  {
    db,
    tenantId,
    now,
    configuration,
  }: Pick<Context, "db" | "tenantId" | "now"> & { readonly configuration: Configuration },
  subject: CountedSubject,
): Promise<MonthUsed> {
  const { startsAt, endsAt } = windowAt("month", now, configuration);
  const totals = await usageTotals(
    db,
    { tenantId, now, configuration },
    { subject, from: startsAt, to: endsAt ?? now },
  );
  return { from: startsAt, totals };
}
