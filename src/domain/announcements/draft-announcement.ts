import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import type { Severity } from "../alerts/kinds.ts";
import { toJson } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireAnnouncer } from "./announcement-access.ts";
import { requireText } from "./announcement-text.ts";
import { audienceName, organizationOf } from "./announcement.ts";
import type { Audience, Via } from "./announcement.ts";
import { lockAnnouncement, requireState } from "./find-announcement.ts";
import { knownClusters } from "./known-clusters.ts";
import { readReach } from "./reach.ts";
import type { Reach } from "./reach.ts";

/** One person's that were not sent; after 30 days they are deleted. */
const MOST_DRAFTS = 50;

export interface AnnouncementWish {
  readonly title: string;
  readonly body: string;
  readonly audience: Audience;
  readonly via: Via;
  readonly severity: Severity;
  /** The draft that it takes the place of. */
  readonly replaces?: string | undefined;
  /** When it is meant to go out; absent: once somebody says so. */
  readonly sendAt?: Date | undefined;
}

export interface Drafted {
  readonly announcement: Announcement;
  /** Who would hear it as of now. */
  readonly reach: Reach;
}

/**
 * Writes an announcement down without sending it. Refuses with `forbidden`, `not-found`, `text-invalid`,
 * `announcement-secret`, `announcement-without-channels`, `announcement-nobody`, `cluster-unknown`, `announcement-not-now`,
 * `announcement-draft-limit`.
 */
export async function draftAnnouncement(context: Context, wish: AnnouncementWish): Promise<Drafted> {
  const { audience, via, replaces } = wish;
  const actor = requirePerson(context);
  await requireAnnouncer(context, context.db, audience);
  const text = requireText(wish);
  requireChannels(wish);
  if (audience.kind === "cluster") await requireCluster(context, audience.source);
  const reach = await readReach(context.db, context, { audience, via });
  if (reach.total === 0) refuse({ kind: "announcement-nobody", audience: audienceName(audience), via });

  return transaction(context.db, async (tx) => {
    const { tenantId, now } = context;
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${actor.id}::uuid FOR NO KEY UPDATE`;
    if (replaces !== undefined) await replace(tx, context, replaces);
    await requireRoom(tx, { tenantId, createdById: actor.id });
    const announcement = await tx.announcement.create({
      data: {
        ...text,
        id: context.newId(),
        tenantId,
        audience: toJson(audience),
        audienceName: audienceName(audience),
        organizationId: organizationOf(audience) ?? null,
        via,
        severity: wish.severity,
        state: "draft",
        createdById: actor.id,
        createdByName: actor.label,
        createdAt: now,
        sendAt: wish.sendAt ?? now,
      },
    });
    return { announcement, reach };
  });
}

/** Under the author's lock. Of drafts that were edited the oldest are forgotten, so that editing never ends. */
async function requireRoom(
  tx: Transaction,
  theirs: { readonly tenantId: string; readonly createdById: string },
): Promise<void> {
  const drafts = await tx.announcement.count({ where: { ...theirs, state: "draft" } });
  if (drafts >= MOST_DRAFTS) refuse({ kind: "announcement-draft-limit", limit: MOST_DRAFTS });
  const edited = await tx.announcement.findMany({
    where: { ...theirs, state: "replaced" },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    skip: MOST_DRAFTS,
    select: { id: true },
  });
  if (edited.length > 0) await tx.announcement.deleteMany({ where: { id: { in: edited.map(({ id }) => id) } } });
}

/** What is scheduled already is taken back with it: the new text has to be sent or scheduled anew. */
async function replace(tx: Transaction, context: Context, id: string): Promise<void> {
  const row = await lockAnnouncement(tx, context, id);
  requireState(row, ["draft", "scheduled"]);
  const { actor, now } = context;
  await tx.announcement.update({
    where: { id },
    data: { state: "replaced", recalledAt: now, recalledByName: actor.label },
  });
}

function requireChannels({ audience, via }: AnnouncementWish): void {
  if (via === "direct" || audience.kind === "everyone" || audience.kind === "organization") return;
  refuse({ kind: "announcement-without-channels", audience: audienceName(audience), field: "via" });
}

async function requireCluster(context: Context, source: string): Promise<void> {
  const known = await knownClusters(context.db, context);
  if (!known.includes(source)) refuse({ kind: "cluster-unknown", typed: source, known, field: "to" });
}
