import type { Database, Transaction } from "../../storage/database.ts";
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
  const rows = await db.alertRule.findMany({
    where: { tenantId, subjectKey: { in: [...keys] }, kind: { in: [...kinds] }, enabled: true, deletedAt: null },
    orderBy: { id: "asc" },
  });
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
