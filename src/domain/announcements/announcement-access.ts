import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { findAuthority, readAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import { may } from "../memberships/authority.ts";
import { chainOf } from "../organizations/tree.ts";
import { holdsInTenant, requireTenantPermission } from "../people/tenant-authority.ts";
import { organizationOf } from "./announcement.ts";
import type { Audience } from "./announcement.ts";

type Db = Database | Transaction;

/**
 * Stops whoever may not speak to that audience: who administers the installation may to any, admins of an organization to
 * it, to what is below it, and to roles there. Refuses with `forbidden`, `not-found`.
 */
export async function requireAnnouncer(context: Context, db: Db, audience: Audience): Promise<void> {
  const { id: personId } = requirePerson(context);
  if (await mayAnnounce(db, context, { personId, audience })) return;

  const organizationId = organizationOf(audience);
  if (organizationId === undefined) return requireTenantPermission(db, context, "announcement:send");
  const authority = await readAuthority(db, context, organizationId);
  await requirePermission(db, authority, "announcement:send-organization");
}

interface Asking {
  readonly personId: string;
  readonly audience: Audience;
}

/** Whether somebody may, as of now. */
export async function mayAnnounce(
  db: Db,
  { tenantId }: Pick<Context, "tenantId">,
  { personId, audience }: Asking,
): Promise<boolean> {
  if (await announcesToAll(db, { tenantId, personId })) return true;
  const organizationId = organizationOf(audience);
  if (organizationId === undefined) return false;

  for (const { id } of await chainOf(db, { tenantId, organizationId })) {
    const authority = await findAuthority(db, { tenantId }, { organizationId: id, personId });
    if (authority && may(authority, "announcement:send-organization")) return true;
  }
  return false;
}

/** Whether somebody may speak to anybody. */
export async function announcesToAll(
  db: Db,
  { tenantId, personId }: { readonly tenantId: string; readonly personId: string },
): Promise<boolean> {
  const where = { id: personId, tenantId, state: "active", type: "user" } as const;
  const person = await db.person.findFirst({ where, select: { role: true } });
  return person !== null && holdsInTenant(person.role, "announcement:send");
}
