import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { actOn, addStep } from "./act-on-alert.ts";
import { hasAlertRight, isOnlyOwn } from "./alert-access.ts";
import { each } from "./each.ts";
import { inWhoseName, requireGiverRight } from "./in-whose-name.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import { forgetRouting, routingOf } from "./routing.ts";
import type { AlertRef } from "./routing-events.ts";
import { requireRoom } from "./silence-room.ts";
import { sayToHolders } from "./tell.ts";

export interface Snoozing {
  readonly alertId: string;
  /** Exclusive; null: it is awake again at once. */
  readonly until: Date | null;
}

const LONGEST_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;
const BATCH = 100;

export interface Snoozed {
  readonly alert: AlertRef;
  /** They do not manage it: others go on hearing of it. */
  readonly isForOneself: boolean;
}

/**
 * Has those in whose name it is said hear nothing of one alert until then, unless it becomes critical: everybody, an
 * organization's own, or, of who does not manage it or whom it is about, themselves. If it is still true then, a line below
 * its cards says so. Refuses with `until-passed`, `silence-too-long`, `silence-limit`, `alert-over`, `not-found`,
 * `forbidden`.
 */
export async function snoozeAlert(context: Context, { alertId, until }: Snoozing): Promise<Snoozed> {
  const { id: personId } = requirePerson(context);
  if (until) requireSoundEnd(context, until);
  return transaction(context.db, async (tx) => {
    const acting = await actOn(tx, context, { alertId, right: "see" });
    const { ref: alert, about } = acting;
    const watched = countedSubjectOf(acting.alert);
    const manages = await hasAlertRight(tx, context, { personId, watched, right: "manage" });
    const isForOneself = !manages || (await isOnlyOwn(tx, context, { personId, watched }));
    if (isForOneself) await snoozeOwn(tx, context, { alert: acting.alert, until });
    else await snoozeForOthers(tx, context, { alert: acting.alert, until });

    const at = until?.toISOString() ?? null;
    await record(tx, context, { kind: "alert-snoozed", alert, until: at, isForOneself, ...about });
    return { alert, isForOneself };
  });
}

interface Putting {
  readonly alert: Alert;
  readonly until: Date | null;
}

async function snoozeForOthers(tx: Transaction, context: Context, { alert, until }: Putting): Promise<void> {
  const { label } = requirePerson(context);
  const { id: alertId, snoozedUntil, snoozedGiverId } = alert;
  const giverId = await inWhoseName(tx, context, countedSubjectOf(alert));
  // What was put off from above is not put otherwise from below.
  if (snoozedUntil && snoozedUntil > context.now) await requireGiverRight(context, tx, snoozedGiverId);
  await tx.alert.update({
    where: { id: alertId },
    data: { snoozedUntil: until, snoozedByName: until && label, snoozedGiverId: until && giverId },
  });
  await addStep(tx, context, { alertId, kind: until ? "snoozed" : "woken", note: until?.toISOString() });
  if (!until) await letGo(tx, alertId, context.now);
  await refreshAlertCards(tx, context, alertId);
}

/** In the place of what they put off of the same before. */
async function snoozeOwn(tx: Transaction, context: Context, { alert, until }: Putting): Promise<void> {
  const { tenantId, now } = context;
  const { id: forPersonId, label: createdByName } = requirePerson(context);
  const { ruleId, kind, subjectKey, meter: meterName } = alert;
  const meter = meterName === "" ? null : meterName;
  const about = { tenantId, why: "snooze", forPersonId, ruleId, kind, subjectKey, meter };
  await routingOf(tx, context);
  await tx.alertSilence.updateMany({
    where: { ...about, endedAt: null },
    data: { endedAt: now, endedByName: createdByName },
  });
  if (until) {
    await requireRoom(tx, context);
    const by = { createdById: forPersonId, createdByName, createdAt: now };
    await tx.alertSilence.create({ data: { ...about, ...by, id: context.newId(), from: now, until } });
  } else {
    const held = { alertId: alert.id, recipient: `person:${forPersonId}`, how: "silenced", heldUntil: { gt: now } };
    await tx.alertTold.updateMany({ where: held, data: { heldUntil: now } });
  }
  forgetRouting(tx);
}

/** Stops whoever wants quiet until a time that is over, or for longer than anybody remembers. */
export function requireSoundEnd({ now }: Pick<Context, "now">, until: Date): void {
  if (until <= now) refuse({ kind: "until-passed", until: until.toISOString(), field: "until" });
  if (until.getTime() - now.getTime() > LONGEST_DAYS * DAY_MS)
    refuse({ kind: "silence-too-long", limitDays: LONGEST_DAYS, field: "until" });
}

/** What was held back meanwhile is looked at by the clock. */
async function letGo(tx: Transaction, alertId: string, now: Date): Promise<void> {
  await tx.alertTold.updateMany({
    where: { alertId, how: "snoozed", heldUntil: { not: null } },
    data: { heldUntil: now },
  });
}

/** Run by the clock: wakes what was snoozed until now, and says below the cards of what is still true that it is. */
export async function endSnoozes(world: World): Promise<number> {
  const due = await world.db.alert.findMany({
    where: { snoozedUntil: { lte: world.now } },
    orderBy: { snoozedUntil: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true, snoozedGiverId: true },
  });
  return each(due, (one) => wake(world, one));
}

async function wake(
  world: World,
  { id, tenantId, snoozedGiverId }: Pick<Alert, "id" | "tenantId" | "snoozedGiverId">,
): Promise<number> {
  const context = systemContext(world, tenantId);
  return transaction(world.db, async (tx) => {
    const { count } = await tx.alert.updateMany({
      where: { id, snoozedUntil: { lte: world.now } },
      data: { snoozedUntil: null, snoozedByName: null, snoozedGiverId: null },
    });
    if (count === 0) return 0;
    const open = await tx.alert.findFirst({ where: { id, phase: { in: ["firing", "recovering"] } } });
    if (!open) return 0;

    const stepId = await addStep(tx, context, { alertId: id, kind: "snooze-ended", level: open.level });
    if (!open.acknowledgedAt) await sayToHolders(tx, context, { alert: open, stepId, giverId: snoozedGiverId });
    await refreshAlertCards(tx, context, id);
    return 1;
  });
}
