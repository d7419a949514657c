import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { newWebhookSecret, OLD_SECRET_MS } from "./webhook.ts";
import { factsOf, lockWebhook, organizationOf } from "./webhook-row.ts";

export interface Rotated {
  readonly name: string;
  /** Shown to nobody again. */
  readonly secret: string;
  /** Until then what is sent is signed with the one before as well. Exclusive. */
  readonly oldUntil: Date;
}

/** Gives an endpoint another secret. Refuses with `not-found`, `forbidden`. */
export async function rotateWebhook(context: Context, { webhookId }: { readonly webhookId: string }): Promise<Rotated> {
  const secret = newWebhookSecret();
  const oldUntil = new Date(context.now.getTime() + OLD_SECRET_MS);
  return transaction(context.db, async (tx) => {
    const row = await lockWebhook(tx, context, webhookId);
    await tx.webhookEndpoint.update({
      where: { id: row.id },
      data: { secret, secretBefore: row.secret, secretBeforeUntil: oldUntil },
    });
    await record(tx, context, {
      kind: "webhook-secret-rotated",
      webhook: factsOf(row),
      oldUntil: oldUntil.toISOString(),
      ...(await organizationOf(tx, row)),
    });
    return { name: row.name, secret, oldUntil };
  });
}
