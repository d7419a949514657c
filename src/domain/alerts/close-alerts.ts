import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { planWebhooks } from "../webhooks/plan-webhooks.ts";
import { endQuietly } from "./tell.ts";
import { noteWindowOver } from "./tell-window-over.ts";

/** So many in one transaction: usage is looked at in between. */
export const ENDED_AT_ONCE = 10;

type Reason = "window-ended" | "rule-changed" | "gone";

/**
 * Ends alerts whose window is over, and those whose rule is: their cards say so, and nobody is disturbed; of windows there
 * is one line in a digest. What was pending is forgotten. Returns how many.
 */
export async function closeEnded(tx: Transaction, context: Context): Promise<number> {
  const { tenantId, now } = context;
  const ended = await tx.$queryRaw<readonly { id: string; reason: Reason }[]>`
    SELECT a.id, CASE WHEN a.window_end <= ${now}::timestamptz THEN 'window-ended' ELSE 'rule-changed' END AS reason
    FROM alert a LEFT JOIN alert_rule r ON r.id = a.rule_id
    WHERE a.tenant_id = ${tenantId}::uuid AND a.phase <> 'resolved'
      AND (a.window_end <= ${now}::timestamptz OR r.deleted_at IS NOT NULL OR NOT r.enabled)
    ORDER BY a.id LIMIT ${ENDED_AT_ONCE} FOR UPDATE OF a`;
  for (const { id, reason } of ended) await closeAlert(tx, context, { id, reason });
  return ended.length;
}

/** Ends one alert without a message. */
export async function closeAlert(
  tx: Transaction,
  context: Context,
  { id, reason }: { readonly id: string; readonly reason: Reason },
): Promise<void> {
  const { tenantId, now } = context;
  const { count } = await tx.alert.deleteMany({ where: { id, phase: "pending" } });
  if (count > 0) return;

  const alert = await tx.alert.update({
    where: { id },
    data: {
      phase: "resolved",
      resolvedAt: now,
      resolution: reason,
      evaluatedAt: now,
      // A clock that was set back comes into the window again, and what was told of it is not told anew.
      ...(reason !== "window-ended" && { held: -1 }),
    },
  });
  const { level, value, limit } = alert;
  const step = await tx.alertStep.create({
    data: { id: context.newId(), tenantId, alertId: id, at: now, kind: "resolved", level, value, limit, note: reason },
  });
  await planWebhooks(tx, context, { alert, step });
  await endQuietly(tx, context, id);
  if (reason === "window-ended") await noteWindowOver(tx, context, alert);
}
