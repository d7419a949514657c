import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { actOn, addStep } from "./act-on-alert.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import type { AlertRef } from "./routing-events.ts";

export interface Acknowledging {
  readonly alertId: string;
  readonly note?: string | undefined;
}

/**
 * Says that somebody knows and cares: it is not repeated any more, and its cards say who. Of several the first wins.
 * Refuses with `alert-acknowledged`, `alert-over`, `not-found`, `forbidden`.
 */
export async function acknowledgeAlert(context: Context, { alertId, note }: Acknowledging): Promise<AlertRef> {
  const { id: personId, label } = requirePerson(context);
  return transaction(context.db, async (tx) => {
    const { alert, ref, about } = await actOn(tx, context, { alertId, right: "see" });
    const { acknowledgedAt: at, acknowledgedByName: by } = alert;
    if (at) refuse({ kind: "alert-acknowledged", subject: alert.subjectName, by: by ?? "Somebody", at });

    await tx.alert.update({
      where: { id: alertId },
      data: { acknowledgedById: personId, acknowledgedByName: label, acknowledgedAt: context.now },
    });
    await addStep(tx, context, { alertId, kind: "acknowledged", note });
    await record(tx, context, { kind: "alert-acknowledged", alert: ref, ...about }, { reason: note });
    await refreshAlertCards(tx, context, alertId);
    return ref;
  });
}
