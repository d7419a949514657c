import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { actOn, addStep } from "./act-on-alert.ts";
import { isOnlyOwn, requireAlertRight } from "./alert-access.ts";
import { isOpen } from "./alert.ts";
import { recentUse } from "./contributors.ts";
import type { Contributor } from "./contributors.ts";
import { alertRights, readAlertCard } from "./read-alert-card.ts";
import type { AlertCard, AlertRights } from "./read-alert-card.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import { relatedEvents } from "./related-events.ts";
import type { RelatedEvent, Span } from "./related-events.ts";

export interface Investigation {
  readonly card: AlertCard;
  readonly rights: AlertRights;
  /** Names of others are not theirs to see. */
  readonly isMasked: boolean;
  /** What was used most at that: jobs, or people; most first. */
  readonly most: readonly Contributor[];
  readonly related: readonly RelatedEvent[];
  readonly span: Span;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_CONTRIBUTORS = 5;

/**
 * What is known about unusual activity, as far as the asker may see it; its cards say from then on who looks into it, the
 * first who does, unless it is about themselves. Refuses with `alert-not-unusual`, `not-found`, `forbidden`.
 */
export async function investigateAlert(
  context: Context,
  { alertId }: { readonly alertId: string },
): Promise<Investigation> {
  const { db } = context;
  const { id: personId } = requirePerson(context);
  await noteWho(context, alertId);

  const card = await readAlertCard(db, context, alertId);
  if (!card) return refuse({ kind: "not-found", thing: "alert" });
  const { subject } = card.alert;
  const rights = await alertRights(db, context, { subject, personId });
  const span = spanOf(card, context.now);
  const isOwn = "personId" in subject && subject.personId === personId;
  return {
    card,
    rights,
    isMasked: !rights.manage && !isOwn && card.organization?.membersSeeUsage !== true,
    most: await contributorsOf(context, card),
    related: await relatedEvents(context, { subject, span, manages: rights.manage }),
    span,
  };
}

async function noteWho(context: Context, alertId: string): Promise<void> {
  const { db, tenantId } = context;
  const { id: personId } = requirePerson(context);
  const found = await db.alert.findFirst({ where: { id: alertId, tenantId, phase: { not: "pending" } } });
  if (!found) return refuse({ kind: "not-found", thing: "alert" });
  const watched = countedSubjectOf(found);
  await requireAlertRight(context, db, { watched, right: "see" });
  if (found.kind !== "unusual") refuse({ kind: "alert-not-unusual", subject: found.subjectName });
  if (!isUnseen(found) || (await isOnlyOwn(db, context, { personId, watched }))) return;

  await transaction(db, (tx) => noteIn(tx, context, alertId));
}

async function noteIn(tx: Transaction, context: Context, alertId: string): Promise<void> {
  const { id: investigatedById, label: investigatedByName } = requirePerson(context);
  const { alert, ref, about } = await actOn(tx, context, { alertId, right: "see" });
  // Of two who look at once the first is named.
  if (!isUnseen(alert)) return;
  await tx.alert.update({
    where: { id: alertId },
    data: { investigatedById, investigatedByName, investigatedAt: context.now },
  });
  await addStep(tx, context, { alertId, kind: "investigated" });
  await record(tx, context, { kind: "alert-investigated", alert: ref, ...about });
  await refreshAlertCards(tx, context, alertId);
}

function isUnseen(alert: Pick<Alert, "phase" | "investigatedAt">): boolean {
  return isOpen(alert) && alert.investigatedAt === null;
}

/** From a day before the hour that was looked at up to now, two days at most. */
function spanOf({ alert: { facts, firedAt, evaluatedAt } }: AlertCard, now: Date): Span {
  const at = facts.hour ?? firedAt ?? evaluatedAt;
  const from = new Date(at.getTime() - DAY_MS);
  return { from, to: new Date(Math.min(now.getTime() + 1, from.getTime() + 2 * DAY_MS)) };
}

/** In the hours that were found unusual. */
async function contributorsOf(context: Context, { alert }: AlertCard): Promise<readonly Contributor[]> {
  const { db, tenantId, now } = context;
  const { meter, facts, subject } = alert;
  const { hour, hours = 1 } = facts;
  if (!meter || !hour) return [];
  const to = new Date(Math.min(now.getTime(), hour.getTime() + HOUR_MS));
  const from = new Date(hour.getTime() - (hours - 1) * HOUR_MS);
  const asked = { tenantId, now, subject, meter: meter.name, from, to, limit: MOST_CONTRIBUTORS };
  return (await recentUse(db, asked)).most;
}
