import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { whatIf } from "../what-if.ts";
import { requireRule, ruleFacts, whoseRule } from "./rule-view.ts";
import type { RuleView } from "./rule-view.ts";
import { endQuietly } from "./tell.ts";

interface Wish {
  readonly ruleId: string;
  readonly reason?: string | undefined;
}

export interface RuleDeleted {
  readonly view: RuleView;
  /** Every installation begins with it: it is switched off instead. */
  readonly switchedOff: boolean;
  /** How many open alerts are over with it. */
  readonly ended: number;
}

/** Takes a rule away; what it has open is over. Refuses with `not-found`, `forbidden`. */
export function deleteAlertRule(context: Context, wish: Wish): Promise<RuleDeleted> {
  return transaction(context.db, (tx) => deleteIn(tx, context, wish));
}

/** The same, refused as deleting would be; nothing is changed. */
export function previewRuleDeletion(context: Context, wish: Wish): Promise<RuleDeleted> {
  return whatIf(context.db, (tx) => deleteIn(tx, context, wish));
}

async function deleteIn(tx: Transaction, context: Context, { ruleId, reason }: Wish): Promise<RuleDeleted> {
  await lockTenant(tx, context.tenantId);
  const { row, view } = await requireRule(tx, context, { ruleId, right: "manage" });
  const switchedOff = row.builtIn !== null;
  const data = switchedOff ? { enabled: false } : { deletedAt: context.now };
  await tx.alertRule.update({ where: { id: ruleId }, data: { ...data, changedAt: context.now } });
  const ended = await endAlertsOf(tx, context, ruleId);

  const about = { rule: ruleFacts(view), ...whoseRule(view) };
  const event = switchedOff
    ? ({ kind: "alert-rule-switched", enabled: false, ...about } as const)
    : ({ kind: "alert-rule-deleted", ...about } as const);
  await record(tx, context, event, { reason });
  return { view, switchedOff, ended };
}

/** What a rule has open is over when nothing looks at it any more; its cards say so, and nobody is disturbed. */
async function endAlertsOf(tx: Transaction, context: Context, ruleId: string): Promise<number> {
  const { tenantId, now, actor } = context;
  // Nobody evaluates meanwhile; only then what routing goes by is locked.
  await tx.$queryRaw`SELECT 1 FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
  const open = await tx.alert.findMany({
    where: { tenantId, ruleId, phase: { not: "resolved" } },
    select: { id: true, phase: true },
    orderBy: { id: "asc" },
  });
  const ids = open.map(({ id }) => id);
  if (ids.length === 0) return 0;

  await tx.alert.updateMany({
    where: { id: { in: ids } },
    data: { phase: "resolved", resolution: "rule-changed", resolvedBy: actor.label, resolvedAt: now },
  });
  const ended = { tenantId, at: now, kind: "resolved", actorName: actor.label, note: "rule-changed" };
  await tx.alertStep.createMany({ data: ids.map((alertId) => ({ ...ended, id: context.newId(), alertId })) });
  for (const alertId of ids) await endQuietly(tx, context, alertId);
  return open.filter(({ phase }) => phase !== "pending").length;
}
