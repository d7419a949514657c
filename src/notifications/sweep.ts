import type { Database } from "../storage/database.ts";
import { Prisma } from "../storage/generated/client.ts";
import { enqueue } from "../storage/queue.ts";
import { transaction } from "../storage/transaction.ts";
import { isFree, isRecent, LEASE_SECONDS } from "./claim.ts";

const BATCH = 500;

/**
 * Queues again every pending delivery that has lost its job: the process died while sending, the queue was emptied, or the
 * database's clock was set back, so that the job begins too late.
 * Returns how many. Harmless at any time and in any number, because a delivery is claimed before it is sent.
 */
export async function sweepDeliveries(db: Database): Promise<number> {
  return transaction(db, async (tx) => {
    const lost = await tx.$queryRaw<readonly { id: string }[]>`
      SELECT id FROM delivery
      WHERE ${isFree} AND NOT bulk AND NOT EXISTS (
        SELECT FROM pgboss.job
        WHERE job.name = 'deliver' AND job.data->>'deliveryId' = delivery.id::text
          AND (job.state IN ('created', 'retry') AND job.created_on <= now() + make_interval(secs => ${LEASE_SECONDS})
            OR job.state = 'active' AND ${isRecent(Prisma.sql`job.started_on`)})
      )
      ORDER BY created_at, id LIMIT ${BATCH}`;
    for (const { id } of lost) await enqueue(tx, "deliver", { deliveryId: id });
    return lost.length;
  });
}
