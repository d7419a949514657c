import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { DomainError, refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { releaseReservation } from "../reservations/release-reservation.ts";
import { actOn, addStep } from "./act-on-alert.ts";
import type { Acting } from "./act-on-alert.ts";
import { readFacts } from "./facts.ts";
import { readHolding } from "./observe/idle-things.ts";
import { UNANSWERED } from "./observe/idle-answers.ts";
import type { AlertRef } from "./routing-events.ts";
import { tellAlert } from "./tell.ts";

export interface IdleReleased {
  readonly alert: AlertRef;
  /** What is free again, in words. */
  readonly holds: string;
}

/**
 * Frees what is held and idle; the platform hears of it when it next asks about the reservation. Refuses with
 * `alert-not-idle`, `idle-held-outside`, `alert-over`, `not-found`, `forbidden`.
 */
export async function releaseIdle(context: Context, { alertId }: { readonly alertId: string }): Promise<IdleReleased> {
  const { label } = requirePerson(context);
  const acting = await transaction(context.db, (tx) => actOnIdle(tx, context, alertId));
  const { reservationId } = readHolding(acting.alert.facts);
  const { holds, holder } = wordsOf(acting);
  if (reservationId === undefined) return refuse({ kind: "idle-held-outside", holder, holds });
  await free(context, reservationId);

  return transaction(context.db, async (tx) => {
    const { ref, about, alert } = await actOnIdle(tx, context, alertId);
    await endReleased(tx, context, { subjectKey: alert.subjectKey, by: label });
    await record(tx, context, { kind: "alert-idle-released", alert: ref, holds, ...about });
    return { alert: ref, holds };
  });
}

/** Locks an alert about something idle for whoever holds it or answers for the organization. */
export async function actOnIdle(tx: Transaction, context: Context, alertId: string): Promise<Acting> {
  const acting = await actOn(tx, context, { alertId, right: "manage" });
  if (acting.alert.kind !== "idle") refuse({ kind: "alert-not-idle", subject: acting.alert.subjectName });
  return acting;
}

function wordsOf({ alert }: Acting) {
  const { holds = "what was reserved", holder = alert.subjectName } = readFacts(alert.facts);
  return { holds, holder };
}

/** What has ended by itself meanwhile is free as well. */
export async function free(context: Context, reservationId: string): Promise<void> {
  try {
    await releaseReservation(context, context.tenantId, reservationId);
  } catch (error) {
    const isOver =
      error instanceof DomainError &&
      (error.problem.kind === "reservation-ended" || error.problem.kind === "not-found");
    if (!isOver) throw error;
  }
}

/** Both the holder's alert about one thing and that of those who were asked in that one's place. */
export function placesOf(subjectKey: string): readonly string[] {
  const key = subjectKey.replace(UNANSWERED, "");
  return [key, `${key}${UNANSWERED}`];
}

/** Ends all alerts about one thing that is free again, and has it told. */
export async function endReleased(
  tx: Transaction,
  context: Context,
  { subjectKey, by }: { readonly subjectKey: string; readonly by: string },
): Promise<void> {
  const { tenantId, now } = context;
  const subjectKeys = placesOf(subjectKey);
  const rows = await tx.$queryRaw<readonly { id: string }[]>`
    SELECT id FROM alert WHERE tenant_id = ${tenantId}::uuid AND kind = 'idle' AND subject_key = ANY(${[...subjectKeys]}::text[])
      AND phase IN ('firing', 'recovering') ORDER BY id FOR UPDATE`;
  for (const { id } of rows) {
    const over = { phase: "resolved", held: -1, resolvedAt: now, resolution: "released", resolvedBy: by } as const;
    const alert = await tx.alert.update({ where: { id }, data: over });
    const stepId = await addStep(tx, context, { alertId: id, kind: "resolved", level: alert.level, note: "released" });
    await tellAlert(tx, context, { alert, effect: { kind: "resolve", because: "fell" }, stepId });
  }
}
