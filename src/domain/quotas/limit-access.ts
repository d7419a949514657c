import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { findAuthority, readAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import { may } from "../memberships/authority.ts";
import { chainOf } from "../organizations/tree.ts";
import { holdsInTenant, requireTenantPermission } from "../people/tenant-authority.ts";
import type { OrganizationScoped } from "../permissions.ts";
import type { CountedSubject } from "./subject.ts";

/**
 * Stops whoever may not see these limits: everybody sees their own, members those of their organization and of what is
 * above it, whoever sets limits somewhere those of each member there, and admins of the installation all.
 */
export async function requireLimitAccess(context: Context, subject: CountedSubject): Promise<void> {
  const asker = requirePerson(context);
  if (subject.scope === "person" && subject.personId === asker.id) return;
  if (await readsEveryLimit(context.db, context)) return;

  switch (subject.scope) {
    case "tenant":
    case "person":
      return requireTenantPermission(context.db, context, "quota:read");
    case "organization":
      return requireHere(context, subject.organizationId, "quota:view");
    case "member":
      // Their own while they belong there: an organization's name is nobody else's to learn.
      if (subject.personId === asker.id) return void (await readAuthority(context.db, context, subject.organizationId));
      return requireHere(context, subject.organizationId, "quota:set");
  }
}

/** Whether somebody sees everybody's limits, as of now. */
export async function readsEveryLimit(
  db: Database | Transaction,
  { tenantId, actor }: Pick<Context, "tenantId" | "actor">,
): Promise<boolean> {
  if (actor.kind !== "person") return false;
  const asker = await db.person.findFirst({ where: { id: actor.id, tenantId, state: "active", type: "user" } });
  return asker !== null && holdsInTenant(asker.role, "quota:read");
}

/** Whoever sets limits in an organization or above it sees all that are set there; so do admins of the installation. */
export async function requireManaging(context: Context, organizationId: string): Promise<void> {
  requirePerson(context);
  if (!(await readsEveryLimit(context.db, context))) await requireHere(context, organizationId, "quota:set");
}

/** Held in the organization itself or in one above it. */
async function requireHere(context: Context, organizationId: string, permission: OrganizationScoped): Promise<void> {
  const { db, tenantId } = context;
  const { id: personId } = requirePerson(context);
  for (const above of await chainOf(db, { tenantId, organizationId })) {
    const authority = await findAuthority(db, context, { organizationId: above.id, personId });
    if (authority && may(authority, permission)) return;
  }
  await requirePermission(db, await readAuthority(db, context, organizationId), permission);
}
