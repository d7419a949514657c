import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { lowestRole } from "../memberships/authority.ts";
import { DEEPEST } from "../organizations/tree.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";

/** Whose rules and alerts somebody sees. */
export interface AlertReach {
  readonly personId: string;
  readonly everything: boolean;
  /** Organizations whose own alerts they see: theirs and all below. */
  readonly seen: readonly string[];
  /** Of those, where they see each member's, too. */
  readonly managed: readonly string[];
  /** Service accounts that they answer for. */
  readonly accounts: readonly string[];
}

interface Row {
  readonly id: string;
  readonly manages: boolean;
}

/** As of now; the same that `hasAlertRight` decides one by one. */
export async function alertReach(db: Database | Transaction, context: Context): Promise<AlertReach> {
  const { tenantId } = context;
  const { id: personId } = requirePerson(context);
  const person = await db.person.findFirst({ where: { id: personId, tenantId }, select: { role: true, type: true } });
  const isUser = person?.type === "user";
  const everything = isUser && holdsInTenant(person.role, "alert:administer");
  if (everything) return { personId, everything, seen: [], managed: [], accounts: [] };

  const keepers = { organization: managing("organization"), project: managing("project") };
  const rows = await readRows<Row>(
    db,
    Prisma.sql`
    WITH RECURSIVE reached AS (
      SELECT o.id, m.role::text = ANY (CASE o.kind WHEN 'project' THEN ${keepers.project}::text[] ELSE ${keepers.organization}::text[] END)
        AND ${isUser} AS manages, 1 AS depth
      FROM membership m JOIN organization o ON o.id = m.organization_id
      WHERE m.tenant_id = ${tenantId}::uuid AND m.person_id = ${personId}::uuid AND o.deleted_at IS NULL
      UNION
      SELECT o.id, r.manages, r.depth + 1 FROM reached r JOIN organization o ON o.parent_id = r.id
      WHERE o.deleted_at IS NULL AND r.depth < ${DEEPEST}
    ) SELECT id, bool_or(manages) AS manages FROM reached GROUP BY id`,
  );
  const accounts = await db.person.findMany({
    where: { tenantId, kind: "service", responsibleId: personId },
    select: { id: true },
  });
  return {
    personId,
    everything,
    seen: rows.map(({ id }) => id),
    managed: rows.filter(({ manages }) => manages).map(({ id }) => id),
    accounts: accounts.map(({ id }) => id),
  };
}

const roles = ["owner", "admin", "member"] as const;

/** The roles that manage alerts in such a place. */
function managing(kind: "organization" | "project"): readonly string[] {
  const lowest = lowestRole("alert:manage", kind);
  return roles.slice(0, roles.indexOf(lowest) + 1);
}

/** The condition on rows with an organization and a person, such as rules and alerts. */
export function withinReach({ everything, personId, seen, managed, accounts }: AlertReach) {
  if (everything) return {};
  return {
    OR: [
      { personId: { in: [personId, ...accounts] } },
      { personId: null, organizationId: { in: [...seen] } },
      { organizationId: { in: [...managed] } },
    ],
  };
}
