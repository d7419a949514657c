import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { AlertRule as AlertRuleRow } from "../../storage/generated/client.ts";
import { readRule } from "./alert-rule.ts";
import type { AlertRule } from "./alert-rule.ts";
import type { AlertKind } from "./kinds.ts";

interface Finding {
  readonly tenantId: string;
  /** As `keysOver` gives them. */
  readonly keys: readonly string[];
  readonly kinds: readonly AlertKind[];
}

/** The rules that look at any of these, through the index: those of other subjects cost nothing. Switched off ones are none. */
export async function findRules(
  db: Database | Transaction,
  { tenantId, keys, kinds }: Finding,
): Promise<readonly AlertRule[]> {
  if (keys.length === 0 || kinds.length === 0) return [];
  // As text that does not vary with how many there are, so that it is prepared once.
  const rows = await db.$queryRaw<readonly AlertRuleRow[]>(Prisma.sql`
    SELECT id, tenant_id AS "tenantId", kind, name, built_in AS "builtIn", scope, organization_id AS "organizationId",
      person_id AS "personId", subject_key AS "subjectKey", meter, "window", spec, enabled, for_person_id AS "forPersonId",
      giver_id AS "giverId",
      created_by_id AS "createdById",
      created_by_name AS "createdByName", created_at AS "createdAt", changed_at AS "changedAt", deleted_at AS "deletedAt",
      looked_at AS "lookedAt"
    FROM alert_rule WHERE tenant_id = ${tenantId}::uuid AND subject_key = ANY(${keys}::text[]) AND kind = ANY(${kinds}::text[])
      AND enabled AND deleted_at IS NULL
    ORDER BY id`);
  return rows.flatMap((row) => readRule(row) ?? []);
}

/** All of a tenant's rules of these kinds, for what only the clock looks at. */
export async function rulesOfKinds(
  db: Database | Transaction,
  tenantId: string,
  kinds: readonly AlertKind[],
): Promise<readonly AlertRule[]> {
  const rows = await db.alertRule.findMany({
    where: { tenantId, kind: { in: [...kinds] }, enabled: true, deletedAt: null },
    orderBy: { id: "asc" },
  });
  return rows.flatMap((row) => readRule(row) ?? []);
}
