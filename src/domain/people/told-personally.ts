import type { Database, Transaction } from "../../storage/database.ts";
import type { PersonKind } from "../../storage/generated/enums.ts";

/** Whether somebody reads news and alerts themselves: a service account does not, who answers for it is told. */
export function isToldPersonally({ kind }: { readonly kind: PersonKind }): boolean {
  return kind === "human";
}

interface ServiceRow {
  readonly id: string;
  readonly told: string;
}

/**
 * Who is told in the place of these people: themselves, and for a service account whoever answers for it. Where that one
 * has left or is not active, the keepers of its organization are. Each once, in the order of the ids.
 */
export async function toldFor(
  db: Database | Transaction,
  tenantId: string,
  personIds: readonly string[],
): Promise<readonly string[]> {
  const services = await servicesAmong(db, tenantId, personIds);
  if (services.size === 0) return [...new Set(personIds)];
  const rows = await db.$queryRaw<ServiceRow[]>`
    SELECT s.id, t.id AS told
    FROM person s
    LEFT JOIN membership m ON m.person_id = s.id
    LEFT JOIN person r ON r.id = s.responsible_id AND r.state = 'active' AND r.type = 'user'
      AND (m.id IS NULL OR EXISTS (
        SELECT FROM membership rm WHERE rm.organization_id = m.organization_id AND rm.person_id = r.id))
    JOIN person t ON t.id = r.id OR r.id IS NULL AND t.state = 'active' AND t.type = 'user' AND t.id IN (
      SELECT k.person_id FROM membership k JOIN organization o ON o.id = k.organization_id
      WHERE k.organization_id = m.organization_id
        AND k.role = CASE o.kind WHEN 'project' THEN 'admin'::"Role" ELSE 'owner'::"Role" END)
    WHERE s.tenant_id = ${tenantId}::uuid AND s.id = ANY(${[...services]}::uuid[])
    ORDER BY t.id`;
  const told = personIds.flatMap((id) =>
    services.has(id) ? rows.filter((row) => row.id === id).map((row) => row.told) : [id],
  );
  return [...new Set(told)];
}

async function servicesAmong(
  db: Database | Transaction,
  tenantId: string,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.person.findMany({
    where: { tenantId, id: { in: [...personIds] }, kind: "service" },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}
