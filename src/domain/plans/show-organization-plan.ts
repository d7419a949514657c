import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { findAuthority, requirePerson } from "../memberships/authority-in.ts";
import { may } from "../memberships/authority.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";

export interface OrganizationPlan {
  readonly organization: Ref & { readonly slug: string };
  /** It may have left the configuration. */
  readonly plan: string | null;
  readonly members: number;
  readonly withOwnPlan: number;
}

/** For who belongs there, and for who sees everybody's limits. */
export async function showOrganizationPlan(
  context: Context,
  { organizationId }: { readonly organizationId: string },
): Promise<OrganizationPlan> {
  const { db, tenantId } = context;
  const { id: personId } = requirePerson(context);
  const authority = await findAuthority(db, context, { organizationId, personId });
  if (!authority || !may(authority, "quota:view")) await requireTenantPermission(db, context, "quota:read");
  const found = await db.organization.findFirst({
    where: { id: organizationId, tenantId, deletedAt: null },
    select: { id: true, name: true, slug: true, planName: true },
  });
  if (!found) return refuse({ kind: "not-found", thing: "organization" });

  const members = await db.membership.count({ where: { organizationId } });
  const withOwnPlan = await db.membership.count({ where: { organizationId, person: { planName: { not: null } } } });
  const { planName: plan, ...organization } = found;
  return { organization, plan, members, withOwnPlan };
}
