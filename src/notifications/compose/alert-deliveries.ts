import { hasAlertRight } from "../../domain/alerts/alert-access.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import { readAlert } from "../../domain/alerts/read-alert.ts";
import { alertRights, readAlertCard } from "../../domain/alerts/read-alert-card.ts";
import type { AlertCard, AlertRights } from "../../domain/alerts/read-alert-card.ts";
import { readDigest } from "../../domain/alerts/read-digest.ts";
import type { DigestView } from "../../domain/alerts/read-digest.ts";
import type { Delivery } from "../../storage/generated/client.ts";
import type { Message } from "../message.ts";
import type { Audience } from "../routes.ts";
import type { Sender } from "../world.ts";
import { alertCard, alertNoMoreYours } from "./alert.ts";
import { digestCard } from "./alert-digest.ts";
import { stepLine } from "./alert-step.ts";

/** By whom a delivery is read: one person, or everybody in a channel. */
interface Reading {
  readonly readerId: string | undefined;
  readonly audience?: Audience;
}

/** In a channel every button is there; the click decides who may. Accounts are suspended by who runs the installation. */
const anybody: AlertRights = { see: true, manage: true, give: true, request: true, suspend: false };

/** The card of an alert as it stands now; says no more to who may no longer see it. */
export async function alertMessage(sender: Sender, delivery: Delivery, reading: Reading): Promise<Message | undefined> {
  const { db } = sender;
  const now = sender.world();
  const { tenantId, subjectId } = delivery;
  const card = await readAlertCard(db, { ...now, tenantId }, subjectId);
  if (!card) return undefined;

  const { readerId, audience } = reading;
  const { subject } = card.alert;
  if (audience) {
    const isMasked = await hidesMembers(sender, delivery, { audience, card });
    const suspend = await isAdminChannel(sender, delivery, audience);
    return alertCard(card, { personId: undefined, rights: { ...anybody, suspend }, isMasked }, now);
  }
  if (readerId === undefined) return alertNoMoreYours;
  const rights = await alertRights(db, { tenantId }, { subject, personId: readerId });
  return rights.see || card.alert.isSample
    ? alertCard(card, { personId: readerId, rights, isMasked: false }, now)
    : alertNoMoreYours;
}

/** One line of what happened, below its card; none for who may no longer see it. */
export async function stepMessage(
  sender: Sender,
  { tenantId, subjectId }: Delivery,
  { readerId, audience }: Reading,
): Promise<Message | undefined> {
  const { db } = sender;
  const step = await db.alertStep.findFirst({ where: { id: subjectId, tenantId } });
  const alert = step && (await readAlert(db, { ...sender.world(), tenantId }, step.alertId));
  if (!alert) return undefined;
  return audience || (await maySee(sender, readerId, alert)) ? stepLine(alert, step) : undefined;
}

/** Several alerts as one message; to a person only those that they may still see. */
export async function digestMessage(
  sender: Sender,
  delivery: Delivery,
  { readerId, audience }: Reading,
): Promise<Message | undefined> {
  const { tenantId, subjectId } = delivery;
  const digest = await readDigest(sender.db, { ...sender.world(), tenantId }, subjectId);
  const [first] = digest?.alerts ?? [];
  if (!digest) return undefined;
  if (!audience) return personalDigest(sender, digest, readerId);

  const isMasked = first !== undefined && !(await isAdminChannel(sender, delivery, audience));
  return digestCard(digest, { isMasked });
}

async function personalDigest(sender: Sender, digest: DigestView, readerId: string | undefined): Promise<Message> {
  const alerts: AlertView[] = [];
  for (const alert of digest.alerts) if (await maySee(sender, readerId, alert)) alerts.push(alert);
  return alerts.length === 0 ? alertNoMoreYours : digestCard({ ...digest, alerts }, { isMasked: false });
}

async function maySee(
  { db }: Sender,
  personId: string | undefined,
  { tenantId, subject }: AlertView,
): Promise<boolean> {
  if (personId === undefined) return false;
  return hasAlertRight(db, { tenantId }, { personId, watched: subject, right: "see" });
}

/**
 * Where members do not see what each uses, a channel is not told either; nor is one that is nobody's organization's. Those
 * who run the installation are.
 */
async function hidesMembers(
  sender: Sender,
  delivery: Delivery,
  { audience, card }: { readonly audience: Audience; readonly card: AlertCard },
): Promise<boolean> {
  if (await isAdminChannel(sender, delivery, audience)) return false;
  return card.organization?.membersSeeUsage !== true;
}

async function isAdminChannel({ db }: Sender, { tenantId }: Delivery, { subscriptionId }: Audience): Promise<boolean> {
  const where = { id: subscriptionId, tenantId, purpose: "admin", organizationId: null };
  return (await db.alertSubscription.count({ where })) > 0;
}
