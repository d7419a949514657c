import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { dropUnsent, editShown } from "./change-deliveries.ts";
import { aboutOf, renewProgress } from "./facts.ts";
import { lockAnnouncement, requireState } from "./find-announcement.ts";

export interface Recalled {
  readonly announcement: Announcement;
  /** Messages whose text is taken out. */
  readonly edited: number;
}

interface Which {
  readonly announcementId: string;
  readonly reason?: string | undefined;
}

/**
 * Takes the text out of every message and sends no more. What went by e-mail stays. Refuses with `not-found`, `forbidden`,
 * `announcement-not-now`.
 */
export async function recallAnnouncement(context: Context, { announcementId, reason }: Which): Promise<Recalled> {
  return transaction(context.db, async (tx) => {
    const before = await lockAnnouncement(tx, context, announcementId);
    requireState(before, ["sending", "sent"]);
    const announcement = await end(tx, context, { before, state: "recalled" });
    await dropUnsent(tx, announcement);
    const edited = await editShown(tx, announcement);
    await renewProgress(tx, context, announcement);
    await record(tx, context, { kind: "announcement-recalled", ...aboutOf(announcement) }, { reason });
    return { announcement, edited };
  });
}

/** Has a draft or a scheduled one never sent. Refuses with `not-found`, `forbidden`, `announcement-not-now`. */
export async function cancelAnnouncement(context: Context, { announcementId, reason }: Which): Promise<Announcement> {
  return transaction(context.db, async (tx) => {
    const before = await lockAnnouncement(tx, context, announcementId);
    requireState(before, ["draft", "scheduled"]);
    const announcement = await end(tx, context, { before, state: "cancelled" });
    // Nobody but its author has heard of a draft.
    if (before.state === "scheduled")
      await record(tx, context, { kind: "announcement-cancelled", ...aboutOf(announcement) }, { reason });
    return announcement;
  });
}

interface Ending {
  readonly before: Announcement;
  readonly state: "recalled" | "cancelled";
}

function end(tx: Transaction, { now, actor }: Context, { before, state }: Ending): Promise<Announcement> {
  const settled = state === "cancelled";
  return tx.announcement.update({
    where: { id: before.id },
    data: { state, recalledAt: now, recalledByName: actor.label, settled, spreadAt: before.spreadAt ?? now },
  });
}
