import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { mayAnnounce } from "./announcement-access.ts";
import { audienceOf } from "./announcement.ts";
import { aboutOf } from "./facts.ts";
import { lockAnnouncement, requireState } from "./find-announcement.ts";
import { spreadSlice } from "./spread-announcement.ts";
import { startAnnouncement } from "./start-announcement.ts";

const FARTHEST_DAYS = 366;

interface Which {
  readonly announcementId: string;
}

/**
 * Sends a draft, or what is scheduled, now. Refuses with `not-found`, `forbidden`, `announcement-not-now`,
 * `announcement-under-way`, `announcement-nobody`.
 */
export async function sendAnnouncement(context: Context, { announcementId }: Which): Promise<Announcement> {
  const sent = await transaction(context.db, async (tx) => {
    await lockTenant(tx, context.tenantId);
    const row = await lockAnnouncement(tx, context, announcementId);
    requireState(row, ["draft", "scheduled"]);
    return start(tx, context, row);
  });
  // The first hear it at once; the clock goes on with the others.
  await spreadSlice(context, sent.id);
  return sent;
}

async function start(tx: Transaction, context: Context, row: Announcement): Promise<Announcement> {
  const started = await startAnnouncement(tx, context, row);
  switch (started.kind) {
    case "started":
      return started.announcement;
    case "nobody":
      return refuse({ kind: "announcement-nobody", audience: row.audienceName, via: aboutOf(row).announcement.via });
    case "busy": {
      const { other } = started;
      const { id: personId } = requirePerson(context);
      const mayKnow = await mayAnnounce(tx, context, { personId, audience: audienceOf(other) });
      return refuse({
        kind: "announcement-under-way",
        title: mayKnow ? other.title : "Another announcement",
        by: other.createdByName,
      });
    }
  }
}

/**
 * Has it sent at that time by itself; of two at once, one after the other. Refuses with `not-found`, `forbidden`,
 * `announcement-not-now`, `announcement-too-far`, `until-passed`.
 */
export async function scheduleAnnouncement(
  context: Context,
  { announcementId, sendAt }: Which & { readonly sendAt: Date },
): Promise<Announcement> {
  const { now } = context;
  if (sendAt <= now) refuse({ kind: "until-passed", until: sendAt.toISOString(), field: "when" });
  const farthest = now.getTime() + FARTHEST_DAYS * 86_400_000;
  if (sendAt.getTime() > farthest) refuse({ kind: "announcement-too-far", limitDays: FARTHEST_DAYS, field: "when" });

  return transaction(context.db, async (tx) => {
    const before = await lockAnnouncement(tx, context, announcementId);
    requireState(before, ["draft", "scheduled"]);
    const row = await tx.announcement.update({ where: { id: before.id }, data: { state: "scheduled", sendAt } });
    await record(tx, context, { kind: "announcement-scheduled", ...aboutOf(row), sendAt: sendAt.toISOString() });
    return row;
  });
}
