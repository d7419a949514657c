import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { ALERTMANAGER_TYPE } from "./plan-webhooks.ts";
import { factsOf, formatOf, lockWebhook, organizationOf } from "./webhook-row.ts";

export const TEST_TYPE = "webhook.test";

/**
 * Has a sample sent to an endpoint, now. One that wanted nothing any more is tried again by it. Resolves to the message's
 * id, under which the log tells what became of it. Refuses with `not-found`, `forbidden`.
 */
export async function testWebhook(context: Context, { webhookId }: { readonly webhookId: string }): Promise<string> {
  const { tenantId, now } = context;
  return transaction(context.db, async (tx) => {
    const row = await lockWebhook(tx, context, webhookId);
    const id = context.newId();
    const isStandard = formatOf(row) === "standard";
    const data = { endpoint: row.name, message: "A test: nothing has happened." };
    await tx.webhookMessage.create({
      data: {
        id,
        tenantId,
        endpointId: row.id,
        type: isStandard ? TEST_TYPE : ALERTMANAGER_TYPE,
        subjectId: id,
        // An Alertmanager is shown nothing that is not so: no alert at all says whether it answers.
        body: isStandard ? { type: TEST_TYPE, timestamp: now.toISOString(), data } : { alertId: null },
        nextAt: now,
        createdAt: now,
        log: [],
      },
    });
    await record(tx, context, { kind: "webhook-tested", webhook: factsOf(row), ...(await organizationOf(tx, row)) });
    return id;
  });
}
