import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { ServiceAccount } from "./service-account.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly planName: string | null;
  readonly createdAt: Date;
  readonly organizationId: string;
  readonly organization: string;
  readonly slug: string;
  readonly responsibleId: string;
  readonly responsible: string;
  readonly username: string;
  readonly isAnsweredFor: boolean;
}

/** Those of the tenant to which the condition applies, by name; "p" is the account, "o" its organization. */
export async function readServiceAccounts(
  db: Database | Transaction,
  tenantId: string,
  where: Prisma.Sql,
): Promise<readonly ServiceAccount[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT p.id, p.username AS name, p.plan_name AS "planName", p.created_at AS "createdAt",
      o.id AS "organizationId", o.name AS organization, o.slug,
      r.id AS "responsibleId", r.display_name AS responsible, r.username,
      r.state = 'active' AND r.type = 'user' AND EXISTS (
        SELECT FROM membership rm WHERE rm.organization_id = o.id AND rm.person_id = r.id) AS "isAnsweredFor"
    FROM person p
    JOIN membership m ON m.person_id = p.id
    JOIN organization o ON o.id = m.organization_id
    JOIN person r ON r.id = p.responsible_id
    WHERE p.tenant_id = ${tenantId}::uuid AND p.kind = 'service' AND p.state <> 'deleted' AND ${where}
    ORDER BY p.username`;
  return rows.map(({ organizationId, organization, slug, responsibleId, responsible, username, ...row }) => ({
    ...row,
    organization: { id: organizationId, name: organization, slug },
    responsible: { id: responsibleId, name: responsible, username },
  }));
}

/** One by its name in any case, with or without "@". */
export async function findServiceAccount(
  db: Database | Transaction,
  tenantId: string,
  named: string,
): Promise<ServiceAccount | undefined> {
  const name = named.trim().replace(/^@/u, "").toLowerCase();
  return (await readServiceAccounts(db, tenantId, Prisma.sql`p.username = ${name}`))[0];
}
