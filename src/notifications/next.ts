import type { Transaction } from "../storage/database.ts";
import type { Delivery } from "../storage/generated/client.ts";

/** What is to be sent next to the same recipient: the oldest that is not held back and has a job of its own. */
export async function findNextTo(
  tx: Transaction,
  { tenantId, recipient }: Pick<Delivery, "tenantId" | "recipient">,
): Promise<Pick<Delivery, "id"> | undefined> {
  const [next] = await tx.$queryRaw<readonly Pick<Delivery, "id">[]>`
    SELECT id FROM delivery
    WHERE recipient = ${recipient} AND (tenant_id = ${tenantId}::uuid) IS TRUE
      AND state = 'pending' AND shown_version = 0
      AND NOT bulk
      AND (not_before IS NULL OR not_before <= now() OR attempts > 0)
    ORDER BY created_at, id LIMIT 1`;
  return next;
}
