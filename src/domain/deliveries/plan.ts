import type { Transaction } from "../../storage/database.ts";
import { enqueue } from "../../storage/queue.ts";
import type { Context } from "../context.ts";

/** A message that one recipient shall see about one subject. */
export interface Plan {
  readonly subject: string;
  readonly subjectId: string;
  /** "person:<id>", "slack:<user id>", "discord:<user id>", "email:<address>" or "channel:<subscription's id>". */
  readonly recipient: string;
  /** The delivery to the same recipient under whose message this one is said, as a reply. */
  readonly threadOf?: string | undefined;
  /** Held back until then. What is planned to the same recipient meanwhile does not wait for it. */
  readonly notBefore?: Date | undefined;
}

/**
 * Plans a message, within the transaction that causes it; resolves to the delivery's id. A message that is planned
 * again is out of date wherever it is shown.
 */
export async function plan(
  tx: Transaction,
  context: Pick<Context, "tenantId" | "now" | "newId">,
  { subject, subjectId, recipient, threadOf, notBefore }: Plan,
): Promise<string> {
  const [row] = await tx.$queryRaw<readonly { id: string; bulk: boolean }[]>`
    INSERT INTO delivery (id, tenant_id, subject, subject_id, recipient, created_at, thread_of, not_before)
    VALUES (${context.newId()}::uuid, ${context.tenantId}::uuid, ${subject}, ${subjectId}::uuid, ${recipient},
      ${context.now}, ${threadOf ?? null}::uuid, ${notBefore ?? null})
    ON CONFLICT (subject, subject_id, recipient) DO UPDATE
      SET wanted_version = delivery.wanted_version + 1, state = 'pending', attempts = 0, error = NULL,
        not_before = CASE WHEN delivery.shown_version = 0 THEN excluded.not_before END
    RETURNING id, bulk`;
  if (!row) throw new Error("a delivery was neither planned nor planned again");

  const waitMs = notBefore ? notBefore.getTime() - context.now.getTime() : 0;
  if (!row.bulk)
    await enqueue(tx, "deliver", { deliveryId: row.id }, waitMs > 0 ? { afterSeconds: Math.ceil(waitMs / 1_000) } : {});
  return row.id;
}
