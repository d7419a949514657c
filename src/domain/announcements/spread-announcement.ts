import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import { planMany } from "../deliveries/plan-many.ts";
import { ANNOUNCEMENT, audienceOf } from "./announcement.ts";
import { channelsOf, isFoundAtOnce, peopleIn } from "./recipients.ts";
import { viaOf } from "./start-announcement.ts";

const SLICE = 1_000;

/**
 * Writes the next recipients down and moves the cursor past them, in one transaction: whatever is killed, it goes on there,
 * and nobody is written down twice. Returns how many; false when there are no more, or somebody else is at it.
 */
export async function spreadSlice(world: World, id: string, size = SLICE): Promise<number | false> {
  return transaction(world.db, async (tx) => {
    const free = await tx.$queryRaw<readonly unknown[]>`
      SELECT 1 FROM announcement WHERE id = ${id}::uuid AND state = 'sending' AND spread_at IS NULL
      FOR NO KEY UPDATE SKIP LOCKED`;
    const row = free.length > 0 ? await tx.announcement.findUnique({ where: { id } }) : null;
    if (!row) return false;
    if (viaOf(row) === "channels" || isFoundAtOnce(audienceOf(row))) return spreadAtOnce(tx, world, row);

    const ids = await nextPeople(tx, world, { row, size });
    await planFor(tx, row, Prisma.sql`SELECT 'person:' || id FROM unnest(${ids}::uuid[]) AS told (id)`);
    const isLast = ids.length < size;
    await tx.announcement.update({
      where: { id },
      data: { cursor: ids.at(-1) ?? row.cursor, ...(isLast && { spreadAt: world.now }) },
    });
    return isLast ? false : ids.length;
  });
}

async function spreadAtOnce(tx: Transaction, world: World, row: Announcement): Promise<false> {
  const context = { ...world, tenantId: row.tenantId };
  const audience = audienceOf(row);
  const told =
    viaOf(row) === "channels"
      ? Prisma.sql`SELECT 'channel:' || id FROM (${channelsOf(context, audience)}) AS told`
      : Prisma.sql`SELECT 'person:' || id FROM (${peopleIn(context, audience)}) AS told`;
  await planFor(tx, row, told);
  await tx.announcement.update({ where: { id: row.id }, data: { spreadAt: world.now } });
  return false;
}

interface Next {
  readonly row: Announcement;
  readonly size: number;
}

async function nextPeople(tx: Transaction, world: World, { row, size }: Next): Promise<readonly string[]> {
  const people = peopleIn({ ...world, tenantId: row.tenantId }, audienceOf(row));
  const after = row.cursor ? Prisma.sql`AND p.id > ${row.cursor}::uuid` : Prisma.empty;
  const rows = await tx.$queryRaw<readonly { id: string }[]>(
    Prisma.sql`${people} ${after} ORDER BY p.id LIMIT ${size}`,
  );
  return rows.map(({ id }) => id);
}

/** All of one announcement are of one instant: so they go out in no order, and to the platforms side by side. */
function planFor(tx: Transaction, { id, tenantId, startedAt, sendAt }: Announcement, recipients: Prisma.Sql) {
  return planMany(tx, { tenantId, now: startedAt ?? sendAt }, { subject: ANNOUNCEMENT, subjectId: id, recipients });
}
