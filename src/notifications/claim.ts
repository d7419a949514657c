import { Prisma } from "../storage/generated/client.ts";
import type { Delivery } from "../storage/generated/client.ts";
import { transaction } from "../storage/transaction.ts";
import type { Database, Transaction } from "../storage/database.ts";

/** A worker that has not been heard of for this long is dead, and another may take its delivery over. */
export const LEASE_SECONDS = 10;
const RENEW_EVERY_MS = 3_000;

/** A delivery that this worker alone may send, for as long as it keeps the lease. */
export interface Claim {
  readonly delivery: Delivery;
  /** True when an earlier attempt may have arrived. */
  readonly maybeSent: boolean;
  /** Ends the renewal; the lease itself ends with the outcome, or by time. */
  stopRenewing(): Promise<void>;
  /** Writes the delivery's outcome, unless somebody else has taken it over: then false. Only after stopRenewing. */
  write(tx: Transaction, data: Prisma.DeliveryUncheckedUpdateManyInput): Promise<boolean>;
}

/**
 * An unsent delivery waits for older ones to the same recipient, so that news arrives in order; not for those held back,
 * nor does anything wait for what is one of very many. The oldest is looked up by its index, and not whether any is
 * older: for that, PostgreSQL may read all of very many.
 */
const waitsForOlder = Prisma.sql`
  delivery.shown_version = 0 AND coalesce((
    SELECT first.id FROM delivery first
    WHERE first.recipient = delivery.recipient AND (first.tenant_id = delivery.tenant_id) IS TRUE
      AND first.state = 'pending' AND first.shown_version = 0 AND (NOT first.bulk OR delivery.bulk)
      AND (first.not_before IS NULL OR first.not_before <= now() OR first.attempts > 0)
    ORDER BY first.created_at, first.id LIMIT 1
  ) <> delivery.id, false)`;

/** A reply waits for the message that it is said under, until there is one or never will be. */
const waitsForThread = Prisma.sql`
  delivery.thread_of IS NOT NULL AND coalesce((
    SELECT parent.handle IS NULL AND parent.state IN ('pending', 'held')
    FROM delivery parent WHERE parent.id = delivery.thread_of
  ), false)`;

/** Of an instant: it was within a lease's time. One further ahead is of a clock that was set back meanwhile. */
export function isRecent(instant: Prisma.Sql): Prisma.Sql {
  const lease = Prisma.sql`make_interval(secs => ${LEASE_SECONDS})`;
  return Prisma.sql`coalesce(${instant} BETWEEN now() - ${lease} AND now() + ${lease}, false)`;
}

const leaseIsAlive = isRecent(Prisma.sql`delivery.sending_since`);

/** True of a row that somebody may take on now: pending, not held back, nobody at it, nothing before it. */
export const isFree = Prisma.sql`
  delivery.state = 'pending' AND (delivery.not_before IS NULL OR delivery.not_before <= now())
  AND NOT ${leaseIsAlive} AND NOT (${waitsForOlder}) AND NOT (${waitsForThread})`;

/** Takes a delivery on, or returns undefined when there is nothing to send or somebody else is at it. */
export async function claim(db: Database, deliveryId: string): Promise<Claim | undefined> {
  const taken = await transaction(db, async (tx) => {
    // The lock first, in its own statement: the next one then sees what the last holder committed.
    await tx.$queryRaw`SELECT 1 FROM delivery WHERE id = ${deliveryId}::uuid FOR UPDATE`;
    const [free] = await tx.$queryRaw<readonly { maybeSent: boolean; now: Date }[]>`
      SELECT sending_since IS NOT NULL AS "maybeSent", now() AS now
      FROM delivery WHERE id = ${deliveryId}::uuid AND ${isFree}`;
    if (!free) return undefined;

    const delivery = await tx.delivery.update({
      where: { id: deliveryId },
      data: { sendingSince: free.now, attempts: { increment: 1 } },
    });
    return { delivery, maybeSent: free.maybeSent };
  });
  return taken && { ...taken, ...keepLease(db, taken.delivery) };
}

/** What goes at the pace of one platform does not wait for what goes at another's: as "delivery.lane" says. */
export const lanes = ["slack", "discord", "email", "other"] as const;
export type Lane = (typeof lanes)[number];

/** Takes on up to so many of those that have no job of their own, oldest first; what others are at is passed over. */
export async function claimBulk(db: Database, lane: Lane, most: number): Promise<readonly Claim[]> {
  const taken = await transaction(db, async (tx) => {
    // Right after very many were planned, PostgreSQL thinks that they are few, and would read them all.
    await tx.$queryRaw`SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`;
    const free = await tx.$queryRaw<readonly { id: string; maybeSent: boolean }[]>`
      WITH free AS (
        SELECT id, sending_since FROM delivery WHERE bulk AND lane = ${lane} AND ${isFree}
        ORDER BY created_at, id LIMIT ${most} FOR UPDATE SKIP LOCKED
      )
      UPDATE delivery SET sending_since = now(), attempts = delivery.attempts + 1
      FROM free WHERE delivery.id = free.id
      RETURNING delivery.id, free.sending_since IS NOT NULL AS "maybeSent"`;
    if (free.length === 0) return [];
    const maybeSent = new Map(free.map((row) => [row.id, row.maybeSent]));
    const deliveries = await tx.delivery.findMany({ where: { id: { in: [...maybeSent.keys()] } } });
    return deliveries.map((delivery) => ({ delivery, maybeSent: maybeSent.get(delivery.id) === true }));
  });
  return taken.map((one) => ({ ...one, ...keepLease(db, one.delivery) }));
}

function keepLease(db: Database, { id, sendingSince }: Delivery): Pick<Claim, "stopRenewing" | "write"> {
  let since = sendingSince;
  let renewal = Promise.resolve();
  const timer = setInterval(() => {
    renewal = renewal.then(renew);
  }, RENEW_EVERY_MS);

  async function renew(): Promise<void> {
    const renewed = await db.$queryRaw<readonly { since: Date }[]>`
      UPDATE delivery SET sending_since = now() WHERE id = ${id}::uuid AND sending_since = ${since}
      RETURNING sending_since AS since`.catch(() => []);
    since = renewed[0]?.since ?? since;
  }

  return {
    stopRenewing() {
      clearInterval(timer);
      return renewal;
    },
    async write(tx, data) {
      const { count } = await tx.delivery.updateMany({ where: { id, sendingSince: since }, data });
      return count === 1;
    },
  };
}
