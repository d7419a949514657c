import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { requireAlertRight } from "./alert-access.ts";
import { kindOf } from "./recipients.ts";
import type { AlertRef } from "./routing-events.ts";

/** An alert about somebody that the actor may see, as events name it. Refuses with `not-found`, `forbidden`. */
export async function findAlertAbout(
  tx: Transaction,
  context: Context,
  { alertId, personId }: { readonly alertId: string; readonly personId: string },
): Promise<AlertRef> {
  const { tenantId } = context;
  const alert = await tx.alert.findFirst({ where: { id: alertId, tenantId, personId, phase: { not: "pending" } } });
  if (!alert) return refuse({ kind: "not-found", thing: "alert" });
  await requireAlertRight(context, tx, { watched: countedSubjectOf(alert), right: "see" });

  return { id: alert.id, kind: kindOf(alert), subject: alert.subjectName };
}
