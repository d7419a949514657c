import type { Transaction } from "../../storage/database.ts";
import { enqueue } from "../../storage/queue.ts";
import { ANNOUNCEMENT } from "../announcements/announcement.ts";

/** Lets go what waited for a recipient that can be reached again, in the order in which it was planned. How many. */
export async function releaseHeld(tx: Transaction, tenantId: string, recipient: string): Promise<number> {
  const released = await tx.delivery.updateManyAndReturn({
    where: { tenantId, recipient, state: "held" },
    data: { state: "pending", attempts: 0, error: null },
    select: { id: true, subject: true, subjectId: true },
  });
  for (const { id } of released) await enqueue(tx, "deliver", { deliveryId: id });
  const announcements = released.filter(({ subject }) => subject === ANNOUNCEMENT).map(({ subjectId }) => subjectId);
  // Who sent it sees that it goes on.
  await tx.announcement.updateMany({ where: { tenantId, id: { in: announcements } }, data: { settled: false } });
  return released.length;
}
