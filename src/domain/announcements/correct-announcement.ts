import type { Announcement } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requireText } from "./announcement-text.ts";
import { editShown } from "./change-deliveries.ts";
import { aboutOf, renewProgress } from "./facts.ts";
import { lockAnnouncement, requireState } from "./find-announcement.ts";

export interface Correction {
  readonly announcementId: string;
  /** Absent: as it was. */
  readonly title?: string | undefined;
  readonly body?: string | undefined;
}

export interface Corrected {
  readonly announcement: Announcement;
  /** Messages that are edited in place. */
  readonly edited: number;
  /** False where nothing differs: nothing is written. */
  readonly changed: boolean;
}

/**
 * Gives another text to those who have the announcement and to those who get it yet. Refuses with `not-found`, `forbidden`,
 * `announcement-not-now`, `text-invalid`, `announcement-secret`.
 */
export async function correctAnnouncement(context: Context, correction: Correction): Promise<Corrected> {
  const { announcementId } = correction;
  return transaction(context.db, async (tx) => {
    const before = await lockAnnouncement(tx, context, announcementId);
    requireState(before, ["scheduled", "sending", "sent"]);
    const { title, body } = requireText({
      title: correction.title ?? before.title,
      body: correction.body ?? before.body,
    });
    if (title === before.title && body === before.body) return { announcement: before, edited: 0, changed: false };

    const isOut = before.state !== "scheduled";
    const announcement = await tx.announcement.update({
      where: { id: announcementId },
      data: {
        title,
        body,
        ...((isOut || isOthers(context, before)) && { correctedAt: context.now, correctedByName: context.actor.label }),
        ...(isOut && { settled: false }),
      },
    });
    const edited = isOut ? await editShown(tx, announcement) : 0;
    if (isOut) await renewProgress(tx, context, announcement);
    await record(tx, context, {
      kind: "announcement-corrected",
      ...aboutOf(announcement),
      before: { title: before.title, body: before.body },
    });
    return { announcement, edited, changed: true };
  });
}

function isOthers({ actor }: Context, { createdById }: Announcement): boolean {
  return actor.kind === "person" && actor.id !== createdById;
}
