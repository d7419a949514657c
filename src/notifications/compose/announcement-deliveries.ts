import { readProgress } from "../../domain/announcements/read-announcement.ts";
import type { Delivery } from "../../storage/generated/client.ts";
import type { Message } from "../message.ts";
import type { Sender } from "../world.ts";
import { announcementCard } from "./announcement.ts";
import { progressCard } from "./announcement-progress.ts";
import type { Channel } from "./words.ts";

/** The announcement as it reads now. undefined: it was withdrawn before this one was sent. */
export async function announcementMessage(
  { db }: Sender,
  { tenantId, subjectId: id, recipient, handle, channel: tried }: Delivery,
  { channel, readerId }: { readonly channel: Channel; readonly readerId: string | undefined },
): Promise<Message | undefined> {
  const row = await db.announcement.findFirst({ where: { id, tenantId } });
  if (!row || (row.state === "recalled" && handle === null && tried === null)) return undefined;

  // Only what is shown already can have been confirmed.
  const hasConfirmed =
    handle !== null &&
    readerId !== undefined &&
    (await db.announcementReading.count({ where: { announcementId: id, recipient } })) > 0;
  return announcementCard(row, { channel, hasConfirmed });
}

/** How far it has gone, for who sent it. */
export async function progressMessage({ db, world }: Sender, delivery: Delivery): Promise<Message | undefined> {
  const { tenantId, subjectId } = delivery;
  const progress = await readProgress(db, { tenantId, now: world().now }, subjectId);
  return progress && progressCard(progress);
}
