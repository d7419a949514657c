import type { World } from "../context.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const KEYS_KEPT_MS = 2 * DAY_MS;
const ENDS_KEPT_MS = 31 * DAY_MS;
/** So many rows at a time, so that nobody waits for the table. */
const MOST_AT_ONCE = 20_000;

/** Forgets old idempotency keys, and how reservations ended long ago. Returns how many rows went. */
export async function tidyReservations({ db, now }: Pick<World, "db" | "now">): Promise<number> {
  const keysBefore = new Date(now.getTime() - KEYS_KEPT_MS);
  const endsBefore = new Date(now.getTime() - ENDS_KEPT_MS);
  const keys = await db.$executeRaw`
    DELETE FROM reservation_key WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM reservation_key WHERE made_at < ${keysBefore}::timestamptz LIMIT ${MOST_AT_ONCE}::int))`;
  const ends = await db.$executeRaw`
    DELETE FROM reservation_end WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM reservation_end WHERE ended_at < ${endsBefore}::timestamptz LIMIT ${MOST_AT_ONCE}::int))`;
  const raws = await db.$executeRaw`
    DELETE FROM reservation_raw WHERE ctid = ANY (ARRAY(
      SELECT k.ctid FROM reservation_raw k
      WHERE NOT EXISTS (SELECT FROM reservation r WHERE r.tenant_id = k.tenant_id AND r.id = k.id)
        AND NOT EXISTS (SELECT FROM reservation_end e WHERE e.tenant_id = k.tenant_id AND e.id = k.id)
      LIMIT ${MOST_AT_ONCE}::int))`;
  return keys + ends + raws;
}
