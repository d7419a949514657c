import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { World } from "../context.ts";
import { layOut } from "./batch.ts";
import { decideBatch } from "./decide-batch.ts";

/** The database ends so many at a time. */
const MOST_AT_ONCE = 2_000;
const MOST_TURNS = 20;

/** Frees what reservations hold whose time is over, in every tenant. Returns how many there were. */
export async function expireReservations(world: World): Promise<number> {
  const { db, now, configuration } = world;
  let expired = 0;
  for (let turn = 1; turn <= MOST_TURNS; turn++) {
    const due = await readRows<{ tenantId: string; count: string }>(
      db,
      Prisma.sql`
      SELECT t.id AS "tenantId", d.count::text FROM tenant t, LATERAL (
        SELECT count(*) FROM (
          SELECT FROM reservation r WHERE r.tenant_id = t.id AND r.expires_at <= ${now}::timestamptz LIMIT ${MOST_AT_ONCE}::int
        ) one
      ) d WHERE d.count > 0`,
    );
    for (const { tenantId, count } of due) {
      await decideBatch(db, { ...NOTHING, tenantId, now, configuration });
      expired += Number(count);
    }
    if (!due.some(({ count }) => Number(count) === MOST_AT_ONCE)) return expired;
  }
  return expired;
}

/** A batch of no operations ends what is due. */
const NOTHING = { version: "0", windows: [], mayLackRows: false, reserves: [], laidOut: layOut([]), ends: [] };
