import type { Announcement, Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import type { Page } from "../paging.ts";
import { announcesToAll, requireAnnouncer } from "./announcement-access.ts";
import { readCounts } from "./read-announcement.ts";
import type { Counts } from "./read-announcement.ts";

export interface AnnouncementRow {
  readonly announcement: Announcement;
  /** null: not sent yet, or never. */
  readonly counts: Counts | null;
}

export interface AnnouncementPage extends Page {
  readonly rows: readonly AnnouncementRow[];
}

interface Listing {
  /** Only those for this one; absent: all, for who may speak to anybody. */
  readonly organizationId?: string | undefined;
  /** A part of the title, or an id. */
  readonly named?: string | undefined;
  readonly page?: number | undefined;
}

/**
 * Announcements, the newest first, ten a page; drafts only one's own, and none that were edited or dropped. Refuses with
 * `forbidden`, `not-found`.
 */
export async function listAnnouncements(
  context: Context,
  { organizationId, named, page }: Listing,
): Promise<AnnouncementPage> {
  const { db, tenantId } = context;
  const { id: personId } = requirePerson(context);
  const isForAll = await announcesToAll(db, { tenantId, personId });
  if (!isForAll) {
    await requireAnnouncer(
      context,
      db,
      organizationId ? { kind: "organization", organizationId, name: "" } : { kind: "everyone" },
    );
  }

  const where: Prisma.AnnouncementWhereInput = {
    tenantId,
    ...(organizationId && { organizationId }),
    ...(named && { title: { contains: named, mode: "insensitive" } }),
    OR: [{ state: { in: ["scheduled", "sending", "sent", "recalled"] } }, { state: "draft", createdById: personId }],
  };
  const paged = pageOf(await db.announcement.count({ where }), page);
  const found = await db.announcement.findMany({
    where,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    skip: paged.offset,
    take: PAGE_SIZE,
  });
  const rows: AnnouncementRow[] = [];
  for (const announcement of found)
    rows.push({ announcement, counts: announcement.startedAt ? await readCounts(db, announcement) : null });
  return { ...paged, rows };
}
