import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { readAuthority, readOrganization, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import type { OrganizationFacts } from "../memberships/authority.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";
import { findServiceAccount } from "./read-service-accounts.ts";
import type { ServiceAccount } from "./service-account.ts";

type Managing = "service:create" | "service:remove" | "service:list";

/** Whether the actor manages the service accounts of every organization. */
export async function managesAll(db: Database | Transaction, context: Context): Promise<boolean> {
  const { id } = requirePerson(context);
  const person = await db.person.findFirst({
    where: { id, tenantId: context.tenantId, state: "active", type: "user" },
    select: { role: true },
  });
  return person !== null && holdsInTenant(person.role, "service:administer");
}

/** The organization, for who has the permission there, or manages those of all. Decides only under its lock. */
export async function requireManager(
  db: Database | Transaction,
  context: Context,
  { organizationId, permission }: { readonly organizationId: string; readonly permission: Managing },
): Promise<OrganizationFacts> {
  if (await managesAll(db, context)) {
    const found = await readOrganization(db, context, organizationId);
    return found ?? refuse({ kind: "not-found", thing: "organization" });
  }
  const authority = await readAuthority(db, context, organizationId);
  await requirePermission(db, authority, permission);
  return authority.organization;
}

/** One by its name; who may not see it, or may not do this, learns nothing of those elsewhere. */
export async function requireServiceAccount(
  db: Database | Transaction,
  context: Context,
  { named, permission }: { readonly named: string; readonly permission: Managing },
): Promise<ServiceAccount> {
  const { id: personId, currentOrganizationId } = requirePerson(context);
  const { tenantId } = context;
  const account = await findServiceAccount(db, tenantId, named);
  const isTheirs =
    account !== undefined &&
    ((await managesAll(db, context)) ||
      (await db.membership.count({ where: { organizationId: account.organization.id, personId } })) > 0);
  const organizationId = isTheirs ? account.organization.id : currentOrganizationId;
  if (organizationId) await requireManager(db, context, { organizationId, permission });

  return isTheirs ? account : refuse({ kind: "not-found", thing: "service_account", named, field: "name" });
}
