import type { Transaction } from "../../storage/database.ts";
import type { AlertRule as AlertRuleRow } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record, toJson } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import { columnsOf } from "../quotas/subject-row.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { administers, requireAlertRight } from "./alert-access.ts";
import type { Watched } from "./alert-access.ts";
import { EACH } from "./alert-rule.ts";
import { closeAlert } from "./close-alerts.ts";
import { inWhoseName } from "./in-whose-name.ts";
import { readHeardAbove } from "./observe/heard-above.ts";
import { freeName } from "./rule-name.ts";
import { ruleSpecs } from "./rule-spec.ts";
import { ruleFacts, ruleViews, whoseRule } from "./rule-view.ts";
import type { RuleView } from "./rule-view.ts";
import { forWhom } from "./silence-alerts.ts";
import { levelsFor, requireFit } from "./rule-wish.ts";
import type { RuleWish } from "./rule-wish.ts";
import { wishedSpec } from "./wished-spec.ts";

/** Of a tenant; what nobody made does not count. */
const MOST_RULES = 10_000;
/** Made by one who does not administer the installation. */
const MOST_OF_A_PERSON = 200;

/**
 * Makes a rule; it looks at what there is at once. Everybody may for themselves, who manages an organization's alerts
 * for it, and administrators for anybody. Refuses with `forbidden`, `not-found`, `alert-levels-invalid`,
 * `alert-rule-unfit`, `alert-rule-exists`, `alert-rule-name-taken`, `alert-rule-limit`, `amount-invalid`, `text-invalid`.
 */
export async function createAlertRule(context: Context, wish: RuleWish): Promise<RuleView> {
  requirePerson(context);
  requireFit(wish);
  const written = wishedSpec(wish.kind, { ...wish, meter: wish.meter, levels: levelsFor(wish) });
  const spec = toJson(ruleSpecs[wish.kind].parse(written) && written);

  return transaction(context.db, async (tx) => {
    await requireAlertRight(context, tx, { watched: wish.watched, right: "manage" });
    const forPersonId = wish.watched === "each" ? null : await forWhom(tx, context, wish.watched);
    const giverId = forPersonId === null ? await inWhoseName(tx, context, wish.watched) : null;
    await lockTenant(tx, context.tenantId);
    await requireRoom(tx, context);
    await requireOther(tx, context, { wish, forPersonId });
    const row = await tx.alertRule.create({
      data: {
        ...columnsFor(wish.watched),
        forPersonId,
        giverId,
        id: context.newId(),
        tenantId: context.tenantId,
        kind: wish.kind,
        name: await freeName(tx, context, { name: wish.name, usual: await usualName(tx, context, wish) }),
        meter: wish.meter?.name ?? null,
        window: wish.window ?? null,
        spec,
        ...maker(context),
        createdAt: context.now,
        changedAt: context.now,
      },
    });
    const [view] = await ruleViews(tx, context, [row]);
    if (!view) return refuse({ kind: "not-found", thing: "subject" });

    const heardAbove = await readHeardAbove({ tx, context }, [{ kind: wish.kind, giverId }]);
    if (forPersonId === null && heardAbove.size === 0) await endOverridden(tx, context, row);
    await record(
      tx,
      context,
      { kind: "alert-rule-created", rule: ruleFacts(view), ...whoseRule(view) },
      { reason: wish.reason },
    );
    return view;
  });
}

function columnsFor(watched: Watched) {
  if (watched === "each") return { scope: EACH, organizationId: null, personId: null, subjectKey: EACH };
  const { scope, organizationId, personId, subjectKey } = columnsOf(watched);
  return { scope, organizationId, personId, subjectKey };
}

function maker(context: Context) {
  const { id: createdById, label: createdByName } = requirePerson(context);
  return { createdById, createdByName };
}

/** Under the tenant's lock. Nobody alone takes the room of all. */
async function requireRoom(tx: Transaction, context: Context): Promise<void> {
  const { tenantId } = context;
  const { id: createdById } = requirePerson(context);
  const rules = await tx.alertRule.count({ where: { tenantId, deletedAt: null } });
  if (rules >= MOST_RULES) refuse({ kind: "alert-rule-limit", limit: MOST_RULES, of: "installation" });
  const own = await tx.alertRule.count({ where: { tenantId, createdById, deletedAt: null } });
  if (own >= MOST_OF_A_PERSON && !(await administers(tx, context, createdById)))
    refuse({ kind: "alert-rule-limit", limit: MOST_OF_A_PERSON, of: "person" });
}

async function requireOther(
  tx: Transaction,
  { tenantId }: Context,
  { wish, forPersonId }: { readonly wish: RuleWish; readonly forPersonId: string | null },
): Promise<void> {
  const { kind, watched, meter, window } = wish;
  const { subjectKey } = columnsFor(watched);
  const there = {
    tenantId,
    deletedAt: null,
    forPersonId,
    kind,
    subjectKey,
    meter: meter?.name ?? null,
    window: window ?? null,
  };
  const same = await tx.alertRule.findFirst({ where: there });
  if (same) refuse({ kind: "alert-rule-exists", ruleId: same.id, name: same.name });
}

/** What everybody gets is overridden by a rule for a limit of this very subject; what was told of it so is over. */
async function endOverridden(tx: Transaction, context: Context, row: AlertRuleRow): Promise<void> {
  const { tenantId } = context;
  const { kind, subjectKey, meter } = row;
  if (kind !== "quota" && kind !== "overage") return;
  // Nobody evaluates meanwhile.
  await tx.$queryRaw`SELECT 1 FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
  const builtIn = await tx.alertRule.findFirst({ where: { tenantId, builtIn: kind }, select: { id: true } });
  const open = await tx.alert.findMany({
    where: { tenantId, ruleId: builtIn?.id ?? row.id, subjectKey, phase: { not: "resolved" }, ...(meter && { meter }) },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  for (const { id } of open) await closeAlert(tx, context, { id, reason: "rule-changed" });
}

const kindWords: Readonly<Record<RuleWish["kind"], string>> = {
  quota: "limit",
  overage: "overage",
  usage: "usage",
  failures: "failing jobs",
  unusual: "unusual activity",
  forecast: "forecast",
  idle: "idle",
  approvals: "approvals",
  expiring: "expiring",
  stale: "unused accounts",
  deliveries: "deliveries",
  external: "external",
};

/** "GPU hours of Vision Lab, limit". */
async function usualName(tx: Transaction, { tenantId }: Context, { kind, watched, meter }: RuleWish): Promise<string> {
  const whose = watched === "each" ? "everybody" : (await nameSubject(tx, tenantId, watched)).name;
  return `${meter ? `${meter.label} of ` : ""}${whose}, ${kindWords[kind]}`;
}
