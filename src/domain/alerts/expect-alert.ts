import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { actOn, addStep } from "./act-on-alert.ts";
import { inWhoseName } from "./in-whose-name.ts";
import { forgetRouting, routingOf } from "./routing.ts";
import type { AlertRef } from "./routing-events.ts";
import { forWhom } from "./silence-alerts.ts";
import { sayToHolders, tellAlert } from "./tell.ts";

/** Semantics E10. */
const EXPECTED_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Expected {
  readonly alert: AlertRef;
  /** Exclusive. */
  readonly until: Date;
  /** False where it is about who expected it: it stays open, and only they hear no more of it. */
  readonly isOver: boolean;
}

/**
 * Says that unusual activity was to be expected: the alert is over, and nothing is told of the same for seven days. Said of
 * one's own, others read that, and it stays open for them.
 * Refuses with `alert-not-unusual`, `alert-over`, `not-found`, `forbidden`.
 */
export async function expectAlert(
  context: Context,
  { alertId, reason }: { readonly alertId: string; readonly reason?: string | undefined },
): Promise<Expected> {
  const { id: createdById, label } = requirePerson(context);
  const { now, tenantId } = context;
  const until = new Date(now.getTime() + EXPECTED_DAYS * DAY_MS);
  return transaction(context.db, async (tx) => {
    const { alert, ref, about } = await actOn(tx, context, { alertId, right: "manage" });
    if (alert.kind !== "unusual") refuse({ kind: "alert-not-unusual", subject: alert.subjectName });

    const forPersonId = await forWhom(tx, context, countedSubjectOf(alert));
    // Told of before anything is silenced.
    if (forPersonId === null) await end(tx, context, alert);
    else await say(tx, context, { alert, reason });
    const { ruleId, kind, subjectKey, meter } = alert;
    await tx.alertSilence.create({
      data: {
        id: context.newId(),
        tenantId,
        ruleId,
        kind,
        subjectKey,
        meter: meter === "" ? null : meter,
        why: "expected",
        forPersonId,
        giverId: forPersonId === null ? await inWhoseName(tx, context, countedSubjectOf(alert)) : null,
        from: now,
        until,
        reason: reason ?? null,
        createdById,
        createdByName: label,
        createdAt: now,
      },
    });
    forgetRouting(tx);
    await record(tx, context, { kind: "alert-expected", alert: ref, until: until.toISOString(), ...about }, { reason });
    return { alert: ref, until, isOver: forPersonId === null };
  });
}

async function end(tx: Transaction, context: Context, { id, level }: Alert): Promise<void> {
  const { now, actor } = context;
  const over = { phase: "resolved", resolvedAt: now, resolution: "expected", resolvedBy: actor.label } as const;
  const alert = await tx.alert.update({ where: { id }, data: over });
  const stepId = await addStep(tx, context, { alertId: id, kind: "resolved", level, note: "expected" });
  await routingOf(tx, context);
  await tellAlert(tx, context, { alert, effect: { kind: "resolve", because: "fell" }, stepId });
}

/** Whoever it is about has their say; whether it is over is for others to decide. */
async function say(
  tx: Transaction,
  context: Context,
  { alert, reason }: { readonly alert: Alert; readonly reason: string | undefined },
): Promise<void> {
  const stepId = await addStep(tx, context, { alertId: alert.id, kind: "expected", note: reason });
  await sayToHolders(tx, context, { alert, stepId });
}
