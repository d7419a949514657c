import type { Database, Transaction } from "../../storage/database.ts";
import { keeperRole } from "../organizations/organization.ts";

/** Those who answer for an organization now. */
export async function keepersOf(db: Database | Transaction, organizationId: string): Promise<readonly string[]> {
  const organization = await db.organization.findFirst({
    where: { id: organizationId, deletedAt: null },
    select: { kind: true },
  });
  if (!organization) return [];
  const rows = await db.membership.findMany({
    where: {
      organizationId,
      role: keeperRole(organization.kind),
      person: { state: "active", type: "user", kind: "human" },
    },
    orderBy: { personId: "asc" },
    select: { personId: true },
  });
  return rows.map(({ personId }) => personId);
}

export async function superAdmins(db: Database | Transaction, tenantId: string): Promise<readonly string[]> {
  const rows = await db.person.findMany({
    where: { tenantId, state: "active", type: "user", kind: "human", role: "super_admin" },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
