import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { plan } from "../deliveries/plan.ts";

/** Has every card and every digest that shows an alert say how it stands now. */
export async function refreshAlertCards(tx: Transaction, context: Context, alertId: string): Promise<void> {
  const { tenantId } = context;
  const cards = await cardsOf(tx, context, alertId);
  for (const { recipient } of cards) await plan(tx, context, { subject: "alert", subjectId: alertId, recipient });

  const gathered = await tx.alertTold.findMany({
    where: { tenantId, alertId, digestId: { not: null } },
    select: { digestId: true },
  });
  const ids = gathered.flatMap(({ digestId }) => digestId ?? []);
  const sent = ids.length === 0 ? [] : await tx.digest.findMany({ where: { id: { in: ids }, sentAt: { not: null } } });
  for (const { id, recipient } of sent) await plan(tx, context, { subject: "digest", subjectId: id, recipient });
}

/** Who has an alert's card, and by which delivery. */
export async function cardsOf(
  tx: Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  alertId: string,
): Promise<readonly { readonly id: string; readonly recipient: string }[]> {
  return tx.delivery.findMany({
    where: { tenantId, subject: "alert", subjectId: alertId },
    orderBy: { id: "asc" },
    select: { id: true, recipient: true },
  });
}
