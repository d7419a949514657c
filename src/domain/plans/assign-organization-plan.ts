import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { lockOrganization, readOrganization } from "../memberships/authority-in.ts";
import { keeperRole } from "../organizations/organization.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { impactOf } from "../quotas/impact.ts";
import type { Impact } from "../quotas/impact.ts";
import { whatIf } from "../what-if.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { countPlan } from "./count-plan.ts";
import { nearestPeople } from "./nearest-people.ts";
import { requireAssignable } from "./plan-named.ts";

export interface OrganizationPlanWish {
  readonly organizationId: string;
  /** A plan's name or label; "none" takes it away. */
  readonly plan: string;
  readonly reason?: string | undefined;
}

export interface OrganizationPlanSet {
  readonly organization: Ref;
  readonly before: string | null;
  readonly after: string | null;
  readonly changed: boolean;
  readonly members: number;
  /** Of them, who have a plan of their own, which goes first. */
  readonly withOwnPlan: number;
}

/**
 * Gives an organization a plan: it applies to its members without one of their own; of several organizations' plans the
 * one listed last in the configuration. Refuses with `forbidden`, `plan-unknown`, `not-found`.
 */
export async function assignOrganizationPlan(
  context: Context,
  wish: OrganizationPlanWish,
): Promise<OrganizationPlanSet> {
  return transaction(context.db, (tx) => assignIn(tx, context, wish));
}

/** What it would do, refused as doing it would be; nothing is changed. */
export async function previewOrganizationPlan(
  context: Context,
  wish: OrganizationPlanWish,
): Promise<OrganizationPlanSet & { readonly impact: Impact }> {
  const { organizationId } = wish;
  const { people: whose, unseen } = await whatIf(context.db, async (tx) => {
    await assignIn(tx, context, wish);
    return nearestPeople(tx, context, { organizationId });
  });
  return whatIf(context.db, async (tx) => {
    let set: OrganizationPlanSet | undefined;
    const impact = await impactOf(tx, context, {
      whose,
      work: async () => (set = await assignIn(tx, context, wish)),
    });
    if (!set) throw new Error("the work was not done");
    return { ...set, impact: { ...impact, unseen } };
  });
}

async function assignIn(tx: Transaction, context: Context, wish: OrganizationPlanWish): Promise<OrganizationPlanSet> {
  const { tenantId, configuration } = context;
  const { organizationId, reason } = wish;
  await lockTenant(tx, tenantId);
  await requireTenantPermission(tx, context, "plan:assign-organization");
  const plan = requireAssignable(configuration, wish.plan);
  await lockOrganization(tx, context, organizationId);
  const found = await readOrganization(tx, context, organizationId);
  if (!found) return refuse({ kind: "not-found", thing: "organization" });
  const { planName: before } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { planName: true },
  });
  const after = plan?.name ?? null;
  const organization = { id: found.id, name: found.name };
  const members = await tx.membership.count({ where: { organizationId } });
  const withOwnPlan = await tx.membership.count({ where: { organizationId, person: { planName: { not: null } } } });
  if (before === after) return { organization, before, after, changed: false, members, withOwnPlan };

  await countPlan(tx, context, plan);
  await tx.organization.update({ where: { id: organizationId }, data: { planName: after } });
  const keepers = await tx.membership.findMany({
    where: { organizationId, role: keeperRole(found.kind) },
    select: { person: { select: { id: true, displayName: true } } },
  });
  const told = keepers.map(({ person: { id, displayName: name } }) => ({ id, name }));
  await record(tx, context, { kind: "organization-plan-changed", organization, told, before, after }, { reason });
  return { organization, before, after, changed: true, members, withOwnPlan };
}
