import type { Transaction } from "../../storage/database.ts";
import type { Alert, AlertStep, WebhookEndpoint } from "../../storage/generated/client.ts";
import { toJson } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { chainOf } from "../organizations/tree.ts";
import { aboutAlerts } from "./about-alert.ts";
import { alertEvent, eventType } from "./payload.ts";
import { formatOf } from "./webhook-row.ts";

/** Messages of this type tell an Alertmanager; what exactly is looked up when they are sent. */
export const ALERTMANAGER_TYPE = "alertmanager";
/** All that changes what an Alertmanager shows. */
const forAlertmanager: ReadonlySet<string> = new Set(["fired", "raised", "resolved"]);

interface Planning {
  /** As it is after the step. */
  readonly alert: Alert;
  readonly step: Pick<AlertStep, "id" | "kind" | "level" | "actorName" | "note">;
}

/**
 * Has every machine that hears of such alerts told what happened to one, each once for each step: within the transaction
 * that made it happen, so that neither is ever without the other.
 */
export async function planWebhooks(tx: Transaction, context: Context, { alert, step }: Planning): Promise<void> {
  const hearing = await hearingOf(tx, context, alert);
  const endpoints = hearing.filter((one) => formatOf(one) === "standard" || forAlertmanager.has(step.kind));
  if (endpoints.length === 0) return;

  const { tenantId, now } = context;
  const about = (await aboutAlerts(tx, context, [alert])).get(alert.id);
  if (!about) return;
  const event = toJson(alertEvent(alert, step, { ...about, at: now }));
  await tx.webhookMessage.createMany({
    data: endpoints.map((endpoint) => {
      const isStandard = formatOf(endpoint) === "standard";
      return {
        id: context.newId(),
        tenantId,
        endpointId: endpoint.id,
        type: isStandard ? eventType(step.kind) : ALERTMANAGER_TYPE,
        subjectId: step.id,
        body: isStandard ? event : { alertId: alert.id },
        nextAt: now,
        createdAt: now,
        log: [],
      };
    }),
    skipDuplicates: true,
  });
}

/** The same, for a step of an alert that is read again. */
export async function planWebhooksFor(
  tx: Transaction,
  context: Context,
  { alertId, step }: { readonly alertId: string; readonly step: Planning["step"] },
): Promise<void> {
  if ((await endpointsOf(tx, context)).length === 0) return;
  const alert = await tx.alert.findUnique({ where: { id: alertId } });
  if (alert) await planWebhooks(tx, context, { alert, step });
}

async function hearingOf(tx: Transaction, context: Context, alert: Alert): Promise<readonly WebhookEndpoint[]> {
  const ofKind = (await endpointsOf(tx, context)).filter(({ kinds }) => kinds.includes(alert.kind));
  if (ofKind.length === 0 || (await isOneself(tx, alert))) return [];
  if (ofKind.every(({ organizationId }) => organizationId === null)) return ofKind;

  const { tenantId } = context;
  const { organizationId: place } = alert;
  const chain = place ? await chainOf(tx, { tenantId, organizationId: place }) : [];
  return ofKind.filter(
    ({ organizationId }) => organizationId === null || chain.some(({ id }) => id === organizationId),
  );
}

/** What somebody has themselves told is nobody else's. */
async function isOneself(tx: Transaction, { ruleId, tenantId }: Alert): Promise<boolean> {
  return (await tx.alertRule.count({ where: { id: ruleId, tenantId, forPersonId: { not: null } } })) > 0;
}

const known = new WeakMap<Transaction, Promise<readonly WebhookEndpoint[]>>();

/** Read once in a transaction, which may tell of many alerts. */
function endpointsOf(tx: Transaction, { tenantId }: Context): Promise<readonly WebhookEndpoint[]> {
  const before = known.get(tx);
  if (before) return before;
  const reading = tx.webhookEndpoint.findMany({ where: { tenantId, deletedAt: null, state: { not: "gone" } } });
  known.set(tx, reading);
  return reading;
}
