import type { Transaction } from "../storage/database.ts";

/** Locks the subscription: one that recovers at this moment would not see what is about to be held. */
export async function isOpenAgain(tx: Transaction, subscriptionId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<readonly { state: string }[]>`
    SELECT state FROM alert_subscription WHERE id = ${subscriptionId}::uuid FOR SHARE`;
  return rows.every(({ state }) => state !== "degraded");
}
