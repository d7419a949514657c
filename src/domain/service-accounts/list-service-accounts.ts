import { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { managesAll, requireManager, requireServiceAccount } from "./authority.ts";
import { readServiceAccounts } from "./read-service-accounts.ts";
import type { ServiceAccount } from "./service-account.ts";

/** Those of an organization by name; without one, of all that the actor belongs to, or of all there are. */
export async function listServiceAccounts(
  context: Context,
  { organizationId }: { readonly organizationId?: string | undefined } = {},
): Promise<readonly ServiceAccount[]> {
  const { db, tenantId } = context;
  const { id } = requirePerson(context);
  if (organizationId) {
    await requireManager(db, context, { organizationId, permission: "service:list" });
    return readServiceAccounts(db, tenantId, Prisma.sql`o.id = ${organizationId}::uuid`);
  }
  if (await managesAll(db, context)) return readServiceAccounts(db, tenantId, Prisma.sql`TRUE`);
  return readServiceAccounts(
    db,
    tenantId,
    Prisma.sql`EXISTS (SELECT FROM membership mine WHERE mine.organization_id = o.id AND mine.person_id = ${id}::uuid)`,
  );
}

/** One by its name. Refuses with `not-found` where the actor belongs not. */
export async function showServiceAccount(context: Context, named: string): Promise<ServiceAccount> {
  return requireServiceAccount(context.db, context, { named, permission: "service:list" });
}
