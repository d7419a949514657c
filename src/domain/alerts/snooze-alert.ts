import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { actOn, addStep } from "./act-on-alert.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import type { AlertRef } from "./routing-events.ts";
import { sayToHolders } from "./tell.ts";

export interface Snoozing {
  readonly alertId: string;
  /** Exclusive; null: it is awake again at once. */
  readonly until: Date | null;
}

const LONGEST_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;
const BATCH = 100;

/**
 * Has everybody hear nothing of one alert until then, unless it becomes critical; for longer than a day, who manages it. If it is still true then, a line below
 * its cards says so. Refuses with `until-passed`, `silence-too-long`, `alert-over`, `not-found`, `forbidden`.
 */
export async function snoozeAlert(context: Context, { alertId, until }: Snoozing): Promise<AlertRef> {
  const { label } = requirePerson(context);
  if (until) requireSoundEnd(context, until);
  return transaction(context.db, async (tx) => {
    const isLong = until !== null && until.getTime() - context.now.getTime() > DAY_MS;
    const { ref, about } = await actOn(tx, context, { alertId, right: isLong ? "manage" : "see" });

    await tx.alert.update({
      where: { id: alertId },
      data: { snoozedUntil: until, snoozedByName: until && label },
    });
    await addStep(tx, context, { alertId, kind: until ? "snoozed" : "woken", note: until?.toISOString() });
    if (!until) await letGo(tx, alertId, context.now);
    const event = { kind: "alert-snoozed", alert: ref, until: until?.toISOString() ?? null, ...about } as const;
    await record(tx, context, event);
    await refreshAlertCards(tx, context, alertId);
    return ref;
  });
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
    select: { id: true, tenantId: true },
  });
  let woken = 0;
  for (const { id, tenantId } of due) woken += await wake(world, { id, tenantId });
  return woken;
}

async function wake(
  world: World,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
): Promise<number> {
  const context = systemContext(world, tenantId);
  return transaction(world.db, async (tx) => {
    const { count } = await tx.alert.updateMany({
      where: { id, snoozedUntil: { lte: world.now } },
      data: { snoozedUntil: null, snoozedByName: null },
    });
    if (count === 0) return 0;
    const open = await tx.alert.findFirst({ where: { id, phase: { in: ["firing", "recovering"] } } });
    if (!open) return 0;

    const stepId = await addStep(tx, context, { alertId: id, kind: "snooze-ended", level: open.level });
    if (!open.acknowledgedAt) await sayToHolders(tx, context, { alert: open, stepId });
    await refreshAlertCards(tx, context, id);
    return 1;
  });
}
