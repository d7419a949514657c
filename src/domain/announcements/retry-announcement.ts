import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { retryUnsent } from "./change-deliveries.ts";
import { aboutOf, renewProgress } from "./facts.ts";
import { lockAnnouncement, requireState } from "./find-announcement.ts";

/**
 * Tries again whom it has not reached; returns how many these are. Refuses with `not-found`, `forbidden`,
 * `announcement-not-now`.
 */
export async function retryAnnouncement(
  context: Context,
  { announcementId }: { readonly announcementId: string },
): Promise<number> {
  return transaction(context.db, async (tx) => {
    const row = await lockAnnouncement(tx, context, announcementId);
    requireState(row, ["sending", "sent"]);
    const count = await retryUnsent(tx, row);
    if (count === 0) return 0;

    const announcement = await tx.announcement.update({ where: { id: row.id }, data: { settled: false } });
    await renewProgress(tx, context, announcement);
    await record(tx, context, { kind: "announcement-retried", ...aboutOf(announcement), count });
    return count;
  });
}
