import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { World } from "../context.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Reservations of up to 30 days may be committed with the time at which their work began. */
const DAYS_BACK = 35;
const DAYS_AHEAD = 8;
const LOCK_TIMEOUT = "2s";

const made = new WeakMap<Database, Set<number>>();

/** Sees to it that the days of these instants (milliseconds since 1970) have their partitions. Days are UTC's. */
export async function makePartitions(db: Database, instants: Iterable<number>): Promise<number> {
  const known = made.get(db) ?? new Set<number>();
  made.set(db, known);
  const missing = new Set<number>();
  for (const instant of instants) {
    const day = Math.floor(instant / DAY_MS);
    if (!known.has(day)) missing.add(day);
  }
  let created = 0;
  for (const day of missing) {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const rows = await readRows<{ made: boolean }>(db, Prisma.sql`SELECT qm_usage_partition(${date}::date) AS made`);
    if (rows[0]?.made) created++;
    known.add(day);
  }
  return created;
}

/** Another instance may have dropped some. */
export function forgetPartitions(db: Database): void {
  made.delete(db);
}

/** True when PostgreSQL has no partition for a row (23514). */
export function isPartitionMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23514";
}

/** Makes the partitions of the days around today, so that nothing has to wait for one. Returns how many were missing. */
export async function preparePartitions({ db, now }: Pick<World, "db" | "now">): Promise<number> {
  const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, index) => index - DAYS_BACK);
  forgetPartitions(db);
  return makePartitions(
    db,
    days.map((day) => now.getTime() + day * DAY_MS),
  );
}

/** Drops the events of days that the configuration no longer keeps. Sums stay. Returns how many days went. */
export async function dropPartitions({ db, now, configuration }: World): Promise<number> {
  const oldest = new Date(oldestKept(now, configuration.keepEventsDays));
  const first = `usage_event_${oldest.toISOString().slice(0, 10).replaceAll("-", "")}`;
  const old = await readRows<{ name: string }>(
    db,
    Prisma.sql`SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'usage_event'::regclass AND c.relname < ${first} ORDER BY c.relname`,
  );
  forgetPartitions(db);
  for (const { name } of old) {
    // It locks all of the table: what is under way is waited for, but not for so long that others queue up behind.
    await db.$transaction([
      db.$executeRawUnsafe(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`),
      db.$executeRawUnsafe(`DROP TABLE "${name}"`),
    ]);
  }
  return old.length;
}

/** The first instant that is still kept: the start of a UTC day, in milliseconds since 1970. */
export function oldestKept(now: Date, keepEventsDays: number): number {
  return (Math.floor(now.getTime() / DAY_MS) - keepEventsDays) * DAY_MS;
}
