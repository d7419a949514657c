import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { announcesToAll, requireAnnouncer } from "./announcement-access.ts";
import { audienceOf, stateOf } from "./announcement.ts";
import type { AnnouncementState } from "./announcement.ts";

/** Held by whoever changes it. Refuses with `not-found`, and with `forbidden` who may not speak to its audience. */
export async function lockAnnouncement(tx: Transaction, context: Context, id: string): Promise<Announcement> {
  await tx.$queryRaw`SELECT 1 FROM announcement WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await tx.announcement.findFirst({ where: { id, tenantId: context.tenantId } });
  if (!row) return refuse({ kind: "not-found", thing: "announcement" });

  await requireAnnouncer(context, tx, audienceOf(row));
  await requireAsHigh(tx, context, row);
  return row;
}

/** What somebody says who may speak to everybody, is not taken back or worded anew by who may speak to a part. */
async function requireAsHigh(tx: Transaction, context: Context, row: Announcement): Promise<void> {
  const { tenantId } = context;
  const { id: personId } = requirePerson(context);
  if (personId === row.createdById || (await announcesToAll(tx, { tenantId, personId }))) return;
  if (await announcesToAll(tx, { tenantId, personId: row.createdById }))
    await requireTenantPermission(tx, context, "announcement:send");
}

/** Refuses with `announcement-not-now` where it is in none of these states. */
export function requireState(row: Announcement, states: readonly AnnouncementState[]): void {
  const state = stateOf(row);
  if (states.includes(state)) return;

  const { title, recalledByName, recalledAt, createdByName, startedAt } = row;
  const isEnded = state === "recalled" || state === "cancelled" || state === "replaced";
  const [by, at] = isEnded ? [recalledByName, recalledAt] : [createdByName, startedAt];
  refuse({ kind: "announcement-not-now", title, state, by, at });
}
