import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { readAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import { holdsInTenant, requireTenantPermission } from "../people/tenant-authority.ts";
import type { CountedSubject } from "../quotas/subject.ts";

/**
 * Stops whoever may not see this usage: everybody sees their own, members their organization's, its admins (members
 * where a setting says so) each member's there, and administrators all. Others learn nothing of whether it exists.
 */
export async function requireUsageAccess(context: Context, subject: CountedSubject): Promise<void> {
  const asker = requirePerson(context);
  if (subject.scope === "person" && subject.personId === asker.id) return;
  if (await readsEverything(context)) return;

  switch (subject.scope) {
    case "tenant":
      return requireTenantPermission(context.db, context, "usage:read");
    case "person":
      return refuse({ kind: "not-found", thing: "person" });
    case "organization": {
      const authority = await readAuthority(context.db, context, subject.organizationId);
      return requirePermission(context.db, authority, "usage:view");
    }
    case "member": {
      // Their own while they belong there: an organization's name is nobody else's to learn.
      const authority = await readAuthority(context.db, context, subject.organizationId);
      return subject.personId === asker.id ? undefined : requirePermission(context.db, authority, "usage:list");
    }
  }
}

/** Whether somebody sees everybody's usage here, as of now. */
export async function readsEverything({ db, tenantId, actor }: Context): Promise<boolean> {
  if (actor.kind !== "person") return false;
  const asker = await db.person.findFirst({ where: { id: actor.id, tenantId, state: "active", type: "user" } });
  return asker !== null && holdsInTenant(asker.role, "usage:read");
}
