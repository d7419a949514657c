import type { Announcement } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { ANNOUNCEMENT } from "./announcement.ts";

/** Who reads it may press its button before the platform has told us that it took the message. */
const isOrMayBeShown = { OR: [{ shownVersion: { gt: 0 } }, { sendingSince: { not: null } }] };

/**
 * Somebody says that they have read it; once counts. Refuses with `not-found` whom it was not sent to, except where it stands
 * in channels, and with `announcement-not-now` when it was withdrawn.
 */
export async function confirmReading(
  context: Context,
  { announcementId }: { readonly announcementId: string },
): Promise<Announcement> {
  const { id: personId } = requirePerson(context);
  const { tenantId, now } = context;
  const recipient = `person:${personId}`;
  return transaction(context.db, async (tx) => {
    const row = await tx.announcement.findFirst({ where: { id: announcementId, tenantId } });
    const told = { tenantId, subject: ANNOUNCEMENT, subjectId: announcementId };
    const isTold = await tx.delivery.count({
      where: { ...told, ...(row?.via === "channels" ? {} : { recipient }), ...isOrMayBeShown },
    });
    if (!row || isTold === 0) return refuse({ kind: "not-found", thing: "announcement" });
    if (row.state === "recalled") {
      const { title, recalledByName: by, recalledAt: at } = row;
      return refuse({ kind: "announcement-not-now", title, state: "recalled", by, at });
    }

    await tx.announcementReading.createMany({
      data: { announcementId, tenantId, recipient, at: now },
      skipDuplicates: true,
    });
    // So that the sender's card counts it.
    await tx.announcement.updateMany({ where: { id: announcementId, settled: true }, data: { settled: false } });
    return row;
  });
}
