import { z } from "zod";
import type { Database, Transaction } from "../../storage/database.ts";
import type { Alert, AlertRule } from "../../storage/generated/client.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import type { AlertView, LevelKept } from "./alert.ts";
import { readFacts } from "./facts.ts";
import { alertKinds, severities } from "./kinds.ts";
import type { AlertKind, Severity } from "./kinds.ts";
import type { Cause } from "./step.ts";

interface Reading {
  readonly tenantId: string;
  readonly configuration: Pick<Configuration, "meters">;
}

type Db = Database | Transaction;

/** One alert of this tenant, whoever asks; undefined where there is none. */
export async function readAlert(db: Db, reading: Reading, id: string): Promise<AlertView | undefined> {
  const row = await db.alert.findFirst({ where: { id, tenantId: reading.tenantId } });
  if (!row) return undefined;
  const [view] = await viewsOf(db, reading, [row]);
  return view;
}

/** Rows as views, in their order. */
export async function viewsOf(db: Db, { tenantId, configuration }: Reading, rows: readonly Alert[]) {
  const ids = [...new Set(rows.map(({ ruleId }) => ruleId))];
  const rules = await db.alertRule.findMany({ where: { tenantId, id: { in: ids } } });
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return rows.map((row) => viewOf(row, byId.get(row.ruleId), configuration));
}

const none = { builtIn: null, isDeleted: true };

function viewOf(row: Alert, rule: AlertRule | undefined, { meters }: Pick<Configuration, "meters">): AlertView {
  const facts = readFacts(row.facts);
  const { acknowledgedAt, acknowledgedByName, snoozedUntil, snoozedByName, investigatedAt, investigatedByName } = row;
  return {
    ...row,
    rule: rule
      ? { id: rule.id, name: rule.name, builtIn: rule.builtIn, isDeleted: rule.deletedAt !== null }
      : { ...none, id: row.ruleId, name: "" },
    kind: kindOf(row.kind),
    subject: countedSubjectOf(row),
    meter: meters.find(({ name }) => name === row.meter),
    levels: levelsOf(row.levels),
    severity: severityOf(row.severity),
    facts,
    // Safe: only step() says why.
    cause: row.cause as Cause,
    acknowledged: acknowledgedAt && acknowledgedByName !== null ? { by: acknowledgedByName, at: acknowledgedAt } : null,
    investigated: investigatedAt && investigatedByName !== null ? { by: investigatedByName, at: investigatedAt } : null,
    snoozed: snoozedUntil && snoozedByName !== null ? { by: snoozedByName, until: snoozedUntil } : null,
    isSample: facts.sample === true,
  };
}

/** What was written by a later version is of another system, as far as this one knows. */
function kindOf(kind: string): AlertKind {
  return alertKinds.find((one) => one === kind) ?? "external";
}

function severityOf(severity: string): Severity {
  return severities.find((one) => one === severity) ?? "warning";
}

const units = z.union([z.string().regex(/^-?\d+$/u), z.int()]).transform((value) => BigInt(value));
const levels = z.array(
  z.object({
    name: z.string(),
    severity: z.enum(severities),
    at: units,
    clearAt: units.optional().catch(undefined),
    percent: z.number().optional().catch(undefined),
  }),
);

function levelsOf(json: unknown): readonly LevelKept[] {
  const read = levels.safeParse(json);
  return read.success ? read.data.map((level) => ({ ...level, clearAt: level.clearAt })) : [];
}
