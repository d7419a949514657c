import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { factsOf, lockWebhook, organizationOf } from "./webhook-row.ts";

/** Sends nothing there any more, what waits included, and forgets the secret. Refuses with `not-found`, `forbidden`. */
export async function deleteWebhook(context: Context, { webhookId }: { readonly webhookId: string }): Promise<Ref> {
  return transaction(context.db, async (tx) => {
    const row = await lockWebhook(tx, context, webhookId);
    await tx.webhookEndpoint.update({
      where: { id: row.id },
      data: { deletedAt: context.now, secret: "", secretBefore: null, secretBeforeUntil: null },
    });
    await tx.webhookMessage.updateMany({ where: { endpointId: row.id, state: "pending" }, data: { state: "failed" } });
    await record(tx, context, { kind: "webhook-deleted", webhook: factsOf(row), ...(await organizationOf(tx, row)) });
    return { id: row.id, name: row.name };
  });
}
