import type { Database, Transaction } from "../../storage/database.ts";

type Db = Database | Transaction;

/** What people are called, by id, service accounts marked as such; those who were deleted included. */
export async function personNames(db: Db, tenantId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const people = await db.person.findMany({
    where: { tenantId, id: { in: [...ids] } },
    select: { id: true, displayName: true, kind: true },
  });
  return new Map(
    people.map(({ id, displayName, kind }) => [
      id,
      kind === "service" ? `${displayName} (service account)` : displayName,
    ]),
  );
}

/** What organizations are called, by id; deleted ones included. */
export async function organizationNames(
  db: Db,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const organizations = await db.organization.findMany({
    where: { tenantId, id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(organizations.map(({ id, name }) => [id, name]));
}
