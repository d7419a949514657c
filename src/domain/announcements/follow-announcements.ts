import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { each } from "../alerts/each.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { mayAnnounce } from "./announcement-access.ts";
import { audienceOf } from "./announcement.ts";
import { aboutOf } from "./facts.ts";
import { settleAnnouncement } from "./finish-announcement.ts";
import { spreadSlice } from "./spread-announcement.ts";
import { startAnnouncement } from "./start-announcement.ts";

/** One turn of the clock writes down at most so many parts; the next one goes on. */
const MOST_SLICES = 50;
/** How often the sender's card is renewed; of many, seldom enough to leave the platforms' limits to the messages. */
const RENEW_MS = { few: 1_500, many: 30_000 } as const;
const FEW = 1_000;

/**
 * Run by the clock: starts what is due, writes recipients down, renews the cards of who sent something, and ends what has
 * gone as far as it goes. Any number of instances may do so at once, and any may be killed. Returns how much there was to do.
 */
export async function followAnnouncements(world: World): Promise<number> {
  return each([startDue, spreadAll, renewAll], (part) => part(world));
}

async function startDue(world: World): Promise<number> {
  const due = await world.db.announcement.findMany({
    where: { state: "scheduled", sendAt: { lte: world.now } },
    orderBy: [{ sendAt: "asc" }, { id: "asc" }],
    select: { id: true, tenantId: true },
  });
  return each(due, (one) => transaction(world.db, (tx) => startOne(tx, world, one)));
}

async function startOne(
  tx: Transaction,
  world: World,
  { id, tenantId }: Pick<Announcement, "id" | "tenantId">,
): Promise<number> {
  await lockTenant(tx, tenantId);
  await tx.$queryRaw`SELECT 1 FROM announcement WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await tx.announcement.findFirst({ where: { id, state: "scheduled", sendAt: { lte: world.now } } });
  if (!row) return 0;

  const context = systemContext(world, tenantId);
  const personId = row.createdById;
  if (!(await mayAnnounce(tx, context, { personId, audience: audienceOf(row) })))
    return drop(tx, world, { row, because: "author" });
  const started = await startAnnouncement(tx, context, row);
  if (started.kind === "nobody") return drop(tx, world, { row, because: "nobody" });
  return started.kind === "started" ? 1 : 0;
}

interface Dropping {
  readonly row: Announcement;
  readonly because: "author" | "nobody";
}

async function drop(tx: Transaction, world: World, { row, because }: Dropping): Promise<number> {
  const context = systemContext(world, row.tenantId);
  const { label } = context.actor;
  await tx.announcement.update({
    where: { id: row.id },
    data: { state: "cancelled", recalledAt: world.now, recalledByName: label },
  });
  await record(tx, context, { kind: "announcement-cancelled", ...aboutOf(row), because });
  return 1;
}

async function spreadAll(world: World): Promise<number> {
  const open = await world.db.announcement.findMany({
    where: { state: "sending", spreadAt: null },
    select: { id: true },
  });
  let left = MOST_SLICES;
  return each(open, async ({ id }) => {
    const before = left;
    while (left > 0 && (await spreadSlice(world, id)) !== false) left -= 1;
    return before - left;
  });
}

async function renewAll(world: World): Promise<number> {
  const open = await world.db.announcement.findMany({ where: { settled: false } });
  const due = open.filter((row) => isDue(row, world.now));
  return each(due, ({ id }) => transaction(world.db, (tx) => renew(tx, world, id)));
}

function isDue({ total, shownAt }: Announcement, now: Date): boolean {
  const every = (total ?? 0) > FEW ? RENEW_MS.many : RENEW_MS.few;
  return shownAt === null || now.getTime() - shownAt.getTime() >= every;
}

async function renew(tx: Transaction, world: World, id: string): Promise<number> {
  const free = await tx.$queryRaw<readonly unknown[]>`
    SELECT 1 FROM announcement WHERE id = ${id}::uuid AND NOT settled FOR NO KEY UPDATE SKIP LOCKED`;
  const row = free.length > 0 ? await tx.announcement.findUnique({ where: { id } }) : null;
  if (!row) return 0;

  await settleAnnouncement(tx, world, row);
  return 1;
}
