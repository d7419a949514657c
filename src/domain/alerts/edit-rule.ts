import type { Transaction } from "../../storage/database.ts";
import type { AlertRule as AlertRuleRow } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record, toJson } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { freeName } from "./rule-name.ts";
import { ruleSpecs } from "./rule-spec.ts";
import { requireRule, ruleFacts, ruleViews, whoseRule } from "./rule-view.ts";
import type { RuleView } from "./rule-view.ts";
import { requireFit } from "./rule-wish.ts";
import type { RuleWish } from "./rule-wish.ts";
import { wishedSpec } from "./wished-spec.ts";

export interface EditWish extends Partial<Omit<RuleWish, "kind" | "watched">> {
  readonly ruleId: string;
  readonly enabled?: boolean | undefined;
}

export interface RuleEdited {
  readonly before: RuleView;
  readonly after: RuleView;
  readonly changed: boolean;
}

/**
 * Changes what is named of a rule; what is left out stays. It looks anew at what there is. Refuses as creating does, and
 * with `not-found` for a rule that is not there or not theirs to see.
 */
export async function editAlertRule(context: Context, wish: EditWish): Promise<RuleEdited> {
  return transaction(context.db, async (tx) => {
    await lockTenant(tx, context.tenantId);
    const { row, view: before } = await requireRule(tx, context, { ruleId: wish.ruleId, right: "manage" });
    const data = await changesTo(tx, context, { row, before, wish });
    if (Object.keys(data).length === 0) return { before, after: before, changed: false };

    const changed = await tx.alertRule.update({
      where: { id: row.id },
      data: { ...data, changedAt: context.now, lookedAt: null },
    });
    const [after] = await ruleViews(tx, context, [changed]);
    if (!after) return refuse({ kind: "not-found", thing: "alert_rule" });
    await tell(tx, context, { before, after, reason: wish.reason });
    return { before, after, changed: true };
  });
}

interface Changing {
  readonly row: AlertRuleRow;
  readonly before: RuleView;
  readonly wish: EditWish;
}

/** The columns that would be other than they are. */
async function changesTo(tx: Transaction, context: Context, { row, before, wish }: Changing) {
  const { kind } = before.rule;
  const meter = wish.meter ?? context.configuration.meters.find(({ name }) => name === row.meter);
  requireFit({ kind, watched: before.watched, meter: wish.meter });
  const written = wishedSpec(kind, { ...wish, meter, before: row.spec });
  const isOther = JSON.stringify(ruleSpecs[kind].parse(written), spelled) !== JSON.stringify(before.rule.spec, spelled);
  const { name } = wish;
  return {
    ...(isOther && { spec: toJson(written) }),
    ...otherThan(row, {
      name: name === undefined ? undefined : await freeName(tx, context, { name, usual: row.name, ruleId: row.id }),
      meter: wish.meter?.name,
      window: wish.window,
      enabled: wish.enabled,
    }),
  };
}

type Columns = Pick<AlertRuleRow, "name" | "meter" | "window" | "enabled">;

/** Those that are wished and differ. */
function otherThan(row: Columns, wished: { readonly [Key in keyof Columns]: Columns[Key] | undefined }) {
  // Safe: the entries are of just these columns.
  const entries = Object.entries(wished) as [keyof Columns, Columns[keyof Columns] | undefined][];
  return Object.fromEntries(entries.filter(([key, value]) => value !== undefined && value !== row[key]));
}

function spelled(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

interface Edited {
  readonly before: RuleView;
  readonly after: RuleView;
  readonly reason: string | undefined;
}

/** Switching is news of its own. */
async function tell(tx: Transaction, context: Context, { before, after, reason }: Edited): Promise<void> {
  const about = { rule: ruleFacts(after), ...whoseRule(after) };
  if (before.enabled !== after.enabled)
    await record(tx, context, { kind: "alert-rule-switched", enabled: after.enabled, ...about }, { reason });

  const isSame = before.tells === after.tells && before.rule.name === after.rule.name;
  if (isSame && before.enabled !== after.enabled) return;
  await record(tx, context, { kind: "alert-rule-changed", before: before.tells, ...about }, { reason });
}
