import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { actOn, addStep } from "./act-on-alert.ts";
import { forgetRouting, routingOf } from "./routing.ts";
import type { AlertRef } from "./routing-events.ts";
import { tellAlert } from "./tell.ts";

/** Semantics E10. */
const EXPECTED_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Expected {
  readonly alert: AlertRef;
  /** Exclusive. */
  readonly until: Date;
}

/**
 * Says that unusual activity was to be expected: the alert is over, and nothing is told of the same for seven days.
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

    const over = { phase: "resolved", resolvedAt: now, resolution: "expected", resolvedBy: label } as const;
    const resolved = await tx.alert.update({ where: { id: alertId }, data: over });
    const stepId = await addStep(tx, context, { alertId, kind: "resolved", level: alert.level, note: "expected" });
    // Told of before anything is silenced.
    await routingOf(tx, context);
    await tellAlert(tx, context, { alert: resolved, effect: { kind: "resolve", because: "fell" }, stepId });
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
    return { alert: ref, until };
  });
}
