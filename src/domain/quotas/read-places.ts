import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { PersonState, PersonType, PlatformRole, Role } from "../../storage/generated/enums.ts";
import { readRows } from "../../storage/read.ts";
import type { OrganizationFact, PersonFact } from "./path-facts.ts";

/** Deeper trees than any that can be made; ends a walk should one ever loop. */
const DEEPEST = 32;

/** The live organizations among these and all those above them, by id. */
export async function readOrganizations(
  db: Database | Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrganizationFact>> {
  if (ids.length === 0) return new Map();
  const rows = await readRows<OrganizationFact>(
    db,
    Prisma.sql`
    WITH RECURSIVE above AS (
      SELECT o.id, o.name, o.parent_id, 1 AS depth FROM organization o
      WHERE o.tenant_id = ${tenantId}::uuid AND o.id = ANY(${ids}::uuid[]) AND o.deleted_at IS NULL
      UNION
      SELECT o.id, o.name, o.parent_id, a.depth + 1 FROM above a
      JOIN organization o ON o.id = a.parent_id AND o.tenant_id = ${tenantId}::uuid
      WHERE a.depth < ${DEEPEST}
    ) SELECT DISTINCT id, name, parent_id AS "parentId" FROM above`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The live organizations right below each of these parents; null stands for the top. By the parent's id, "" for the top. */
export async function readChildren(
  db: Database | Transaction,
  tenantId: string,
  parents: readonly (string | null)[],
): Promise<ReadonlyMap<string, readonly OrganizationFact[]>> {
  if (parents.length === 0) return new Map();
  const rows = await readRows<OrganizationFact>(
    db,
    Prisma.sql`
    SELECT id, name, parent_id AS "parentId" FROM organization
    WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL
      AND (parent_id = ANY(${parents.filter((id) => id !== null)}::uuid[]) OR (${parents.includes(null)} AND parent_id IS NULL))
    ORDER BY id`,
  );
  return Map.groupBy(rows, ({ parentId }) => parentId ?? "");
}

/** A person with their role in each of their organizations. */
export interface LoadedPerson extends PersonFact {
  readonly roles: ReadonlyMap<string, Role>;
}

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly type: PersonType;
  readonly state: PersonState;
  readonly role: PlatformRole;
  readonly isService: boolean;
  readonly planName: string | null;
  readonly groups:
    | { readonly organization: string; readonly name: string; readonly plan: string | null; readonly role: Role }[]
    | null;
}

/** The people of this tenant among these who are not deleted, by id. */
export async function readPeople(
  db: Database | Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LoadedPerson>> {
  if (ids.length === 0) return new Map();
  const rows = await readRows<PersonRow>(
    db,
    Prisma.sql`
    SELECT p.id, p.display_name AS name, p.type::text, p.state::text, p.role::text, p.kind = 'service' AS "isService",
      p.plan_name AS "planName", g.groups
    FROM person p
    LEFT JOIN (
      SELECT m.person_id, json_agg(json_build_object('organization', o.id, 'name', o.name, 'plan', o.plan_name, 'role', m.role)
        ORDER BY o.id) AS groups
      FROM membership m JOIN organization o ON o.id = m.organization_id AND o.deleted_at IS NULL
      WHERE m.tenant_id = ${tenantId}::uuid AND m.person_id = ANY(${ids}::uuid[])
      GROUP BY m.person_id
    ) g ON g.person_id = p.id
    WHERE p.tenant_id = ${tenantId}::uuid AND p.id = ANY(${ids}::uuid[]) AND p.state <> 'deleted'`,
  );
  return new Map(rows.map((row) => [row.id, personOf(row)]));
}

function personOf({ groups, ...person }: PersonRow): LoadedPerson {
  const all = groups ?? [];
  return { ...person, groups: all, roles: new Map(all.map(({ organization, role }) => [organization, role])) };
}
