import type { World } from "../domain/context.ts";
import type { Transaction } from "../storage/database.ts";

/** Notes that a channel takes nothing for now. */
export async function degrade(
  tx: Transaction,
  { now }: World,
  { subscriptionId, reason }: { readonly subscriptionId: string; readonly reason: string },
): Promise<void> {
  await tx.alertSubscription.updateMany({
    where: { id: subscriptionId, state: "ok" },
    data: { state: "degraded", degradedAt: now, degradedReason: reason },
  });
}
