import type { Transaction } from "../../../storage/database.ts";
import type { Alert } from "../../../storage/generated/client.ts";
import { transaction } from "../../../storage/transaction.ts";
import { systemContext } from "../../context.ts";
import type { Context, World } from "../../context.ts";
import { OWN_LABEL } from "../../webhooks/alertmanager.ts";
import { isOfKind } from "../alert-rule.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import { ensureBuiltInRules } from "../built-in-rules.ts";
import { rulesOfKinds } from "../find-rules.ts";
import type { Observation } from "../observation.ts";
import { readFacts } from "../facts.ts";
import { settleObservations } from "../settle.ts";
import { UNHEARD } from "./end-unheard.ts";
import { factsOf, severityOf } from "./external-alert.ts";
import type { ExternalAlert, ExternalVerdict } from "./external-alert.ts";
import { placesOf } from "./place-external.ts";
import type { ExternalPlace } from "./place-external.ts";

/** In one transaction. */
const BATCH = 20;

export interface Taking {
  readonly tenantId: string;
  readonly alerts: readonly ExternalAlert[];
  /** Who says so. */
  readonly source: string;
  /** Alerts that it left out. */
  readonly leftOut: number;
}

/**
 * Takes in how alerts of another system stand: they become alerts of ours, with cards, silences and all. The same again
 * changes nothing, and one that ended does not begin again unless it began anew. A verdict for each, in its place.
 */
export async function takeExternalAlerts(world: World, taking: Taking): Promise<readonly ExternalVerdict[]> {
  const verdicts: ExternalVerdict[] = [];
  const context = systemContext(world, taking.tenantId);
  for (let from = 0; from < taking.alerts.length; from += BATCH) {
    const alerts = taking.alerts.slice(from, from + BATCH);
    verdicts.push(...(await transaction(world.db, (tx) => takeSome(tx, context, { ...taking, alerts }))));
  }
  return verdicts;
}

async function takeSome(tx: Transaction, context: Context, taking: Taking): Promise<readonly ExternalVerdict[]> {
  await waitForEvaluation(tx, context);
  const rule = (await rulesOfKinds(tx, context.tenantId, ["external"])).find(isOfKind("external"));
  if (!rule) return taking.alerts.map(() => "off" as const);

  const placeOf = await placesOf(tx, context, taking.alerts);
  const latest = await latestOf(tx, rule, taking.alerts);
  const planned = taking.alerts.map((alert) => {
    const told = latest.get(keyOf(alert));
    const step = stepFor(alert, told);
    if (step === "own" || step === "unchanged") return { verdict: step };
    const observation = observationOf({ alert, told, rule, place: placeOf(alert), taking, now: context.now });
    return { verdict: step, observation };
  });
  await settleObservations(
    tx,
    context,
    planned.flatMap(({ observation }) => observation ?? []),
  );
  await noteHeard(
    tx,
    context,
    taking.alerts.filter(({ isFiring }) => isFiring).flatMap((one) => latest.get(keyOf(one)) ?? []),
  );
  return planned.map(({ verdict }) => verdict);
}

/** What goes on is heard of again: it is ended when that stops. */
async function noteHeard(tx: Transaction, { now }: Context, alerts: readonly Alert[]): Promise<void> {
  const ids = alerts.filter(isOpen).map(({ id }) => id);
  if (ids.length > 0) await tx.alert.updateMany({ where: { id: { in: ids } }, data: { evaluatedAt: now } });
}

/** One evaluation at a time in each tenant; unlike usage, alerts of others are not looked at again by somebody else. */
async function waitForEvaluation(tx: Transaction, context: Context): Promise<void> {
  const { tenantId } = context;
  await tx.$executeRaw`INSERT INTO alert_evaluation (tenant_id) VALUES (${tenantId}::uuid) ON CONFLICT DO NOTHING`;
  await tx.$queryRaw`SELECT 1 FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
  await ensureBuiltInRules(tx, context);
}

function keyOf({ fingerprint }: ExternalAlert): string {
  return `external:${fingerprint}`;
}

/** The last firing of each, by key. */
async function latestOf(
  tx: Transaction,
  { id: ruleId, tenantId }: AlertRuleOf<"external">,
  alerts: readonly ExternalAlert[],
): Promise<ReadonlyMap<string, Alert>> {
  const rows = await tx.alert.findMany({
    where: { tenantId, ruleId, subjectKey: { in: alerts.map(keyOf) } },
    orderBy: [{ windowStart: "asc" }, { episode: "asc" }],
  });
  return new Map(rows.map((row) => [row.subjectKey, row]));
}

function isOpen(alert: Alert | undefined): boolean {
  return alert !== undefined && alert.phase !== "resolved";
}

function stepFor(alert: ExternalAlert, told: Alert | undefined): ExternalVerdict {
  if (alert.labels[OWN_LABEL] !== undefined) return "own";
  if (alert.isFiring) {
    const isNew = told === undefined || (!isOpen(told) && isAnother(alert, told));
    return isNew ? "fired" : "unchanged";
  }
  // The end of an earlier firing that arrives late ends no later one.
  const isOfThis = told !== undefined && isOpen(told) && alert.startsAt >= begunAt(told);
  return isOfThis ? "resolved" : "unchanged";
}

/** One that began later; or that nothing was heard of for so long that it was ended here, and goes on. */
function isAnother({ startsAt }: ExternalAlert, told: Alert): boolean {
  return startsAt > begunAt(told) || told.resolution === UNHEARD;
}

/** As the other system said. */
function begunAt({ facts, windowStart }: Alert): Date {
  return readFacts(facts).since ?? windowStart;
}

/** What was ended here and goes on is told anew: its firing of before is over. */
function placeIn(told: Alert | undefined, startsAt: Date, now: Date): Date {
  return told?.resolution === UNHEARD && startsAt <= told.windowStart ? now : startsAt;
}

interface Observing {
  readonly alert: ExternalAlert;
  readonly told: Alert | undefined;
  readonly rule: AlertRuleOf<"external">;
  readonly place: ExternalPlace;
  readonly taking: Taking;
  readonly now: Date;
}

function observationOf({ alert, told, rule, place, taking, now }: Observing): Observation {
  const severity = severityOf(alert);
  const startsAt = alert.startsAt > now ? now : alert.startsAt;
  return {
    ruleId: rule.id,
    kind: "external",
    about: { subject: place.subject, subjectKey: keyOf(alert), name: place.name },
    meter: "",
    window: "",
    windowStart: told && isOpen(told) ? told.windowStart : placeIn(told, startsAt, now),
    windowEnd: null,
    value: alert.isFiring ? 1n : 0n,
    limit: null,
    levels: [{ name: severity, severity, at: 1n, clearAt: 1n }],
    timing: { ...rule.spec.timing, once: true },
    facts: factsOf(alert, taking),
  };
}
