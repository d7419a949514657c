import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { factsOf, lockWebhook, organizationOf } from "./webhook-row.ts";

/**
 * Has everything that did not arrive sent again now, under the ids it had: what was given up, and what waits for its next
 * attempt. Resolves to how many. Refuses with `webhook-nothing-to-retry`, `not-found`, `forbidden`.
 */
export async function retryWebhook(context: Context, { webhookId }: { readonly webhookId: string }): Promise<number> {
  return transaction(context.db, async (tx) => {
    const row = await lockWebhook(tx, context, webhookId);
    const { count } = await tx.webhookMessage.updateMany({
      where: {
        endpointId: row.id,
        OR: [{ state: "failed" }, { state: "pending", attempts: { gt: 0 }, nextAt: { gt: context.now } }],
      },
      data: { state: "pending", attempts: 0, nextAt: context.now },
    });
    if (count === 0) refuse({ kind: "webhook-nothing-to-retry", name: row.name });
    if (row.state === "gone") await tx.webhookEndpoint.update({ where: { id: row.id }, data: { state: "degraded" } });
    const webhook = factsOf(row);
    await record(tx, context, { kind: "webhook-retried", webhook, count, ...(await organizationOf(tx, row)) });
    return count;
  });
}
