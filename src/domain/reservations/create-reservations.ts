import { createHash } from "node:crypto";
import type { World } from "../context.ts";
import { refuse } from "../errors.ts";
import { busyError } from "./busy.ts";
import { createCheck } from "./check.ts";
import type { Check } from "./check.ts";
import { decide } from "./decide.ts";
import type { Reserved } from "./decision.ts";
import { committedOf, extendedOf, releasedOf } from "./end-answers.ts";
import { createFitting } from "./fits-at.ts";
import type { Fitting } from "./fits-at.ts";
import type { EndOperation, ReserveOperation } from "./operation.ts";
import { createPaths } from "./paths.ts";
import { createQueue } from "./queue.ts";
import type { Queue } from "./queue.ts";
import { readyAsk, requireCountable, requireMeterNamed } from "./ready-ask.ts";
import type { CommitWish, Reservations, ReservationsOptions, ReserveWish } from "./reservations.ts";

const MOST_SECONDS = 30 * 24 * 60 * 60;
const CLOCKS_DIFFER_MS = 10 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** All that is kept in memory of one tenant. */
interface Desk {
  readonly queue: Queue;
  readonly check: Check;
  readonly fitting: Fitting;
}

export function createReservations(options: ReservationsOptions): Reservations {
  const { world } = options;
  const { deskOf, stop } = createDesks(options);

  const check: Reservations["check"] = async (tenantId, ask) =>
    deskOf(tenantId).check(readyAsk(world().configuration, ask));
  const reserve: Reservations["reserve"] = async (tenantId, wish) => {
    const { queue, fitting } = deskOf(tenantId);
    const now = world();
    const { decision, asked, reservationId, expiresAt } = await queue.reserve(operationOf(wish, now));
    if (reservationId !== null) return { ...decision, reservationId, expiresAt };
    return { ...decision, fitsAt: await fitting(asked) } satisfies Reserved;
  };
  const end = (tenantId: string, operation: EndOperation) => deskOf(tenantId).queue.end(operation);
  const commit: Reservations["commit"] = async (tenantId, wish) => {
    const operation = commitOf(wish, world());
    return committedOf(operation, await end(tenantId, operation));
  };

  return {
    check,
    checkAll: (tenantId, asks) => Promise.allSettled(asks.map((ask) => check(tenantId, ask))),
    reserve,
    reserveAll: (tenantId, wishes) => Promise.allSettled(wishes.map((wish) => reserve(tenantId, wish))),
    commit,
    commitAll: (tenantId, wishes) => Promise.allSettled(wishes.map((wish) => commit(tenantId, wish))),
    async release(tenantId, reservationId) {
      const operation = endOf("release", reservationId);
      return releasedOf(operation, await end(tenantId, operation));
    },
    async extend(tenantId, { reservationId, forSeconds }) {
      const operation = { ...endOf("extend", reservationId), expiresAt: expiryOf(forSeconds, world().now) };
      return extendedOf(operation, await end(tenantId, operation));
    },
    stop,
  };
}

/** A desk for each tenant that anything was asked for. */
function createDesks({ db, world }: ReservationsOptions) {
  const desks = new Map<string, Desk>();
  let isStopped = false;

  const open = (tenantId: string): Desk => {
    const paths = createPaths({ db, tenantId, world });
    const deciding = { db, tenantId, paths, seen: new Set<string>(), world };
    const fitting = createFitting({ db, tenantId, world });
    const check = createCheck({ db, tenantId, paths, world, fitting });
    return { queue: createQueue((batch) => decide(batch, deciding)), check, fitting };
  };
  return {
    deskOf(tenantId: string): Desk {
      if (isStopped) throw busyError(0);
      const desk = desks.get(tenantId) ?? open(tenantId);
      desks.set(tenantId, desk);
      return desk;
    },
    async stop() {
      isStopped = true;
      await Promise.all([...desks.values()].map(({ queue }) => queue.drained()));
    },
  };
}

function operationOf({ ask, forSeconds, job, key, bodyHash }: ReserveWish, world: World): ReserveOperation {
  return {
    kind: "reserve",
    id: world.newId(),
    ready: readyAsk(world.configuration, ask),
    expiresAt: expiryOf(forSeconds, world.now),
    job: job ?? null,
    key: key ?? null,
    hash: key === undefined ? "" : (bodyHash ?? hashOf({ ask, forSeconds, job })),
  };
}

function hashOf(wish: unknown): string {
  const text = JSON.stringify(wish, (_name, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  return createHash("sha256").update(text).digest("base64url");
}

function expiryOf(forSeconds: number, now: Date): Date {
  if (!(forSeconds > 0 && forSeconds <= MOST_SECONDS))
    refuse({ kind: "reservation-too-long", mostSeconds: MOST_SECONDS });
  return new Date(now.getTime() + Math.ceil(forSeconds * 1000));
}

function endOf(kind: EndOperation["kind"], reservationId: string): EndOperation {
  if (!UUID.test(reservationId)) refuse({ kind: "not-found", thing: "reservation" });
  return { kind, id: reservationId.toLowerCase(), used: null, at: null, expiresAt: null };
}

function commitOf({ reservationId, used, at }: CommitWish, { now, configuration }: World): EndOperation {
  for (const { meter, amount } of used ?? []) {
    const known = requireMeterNamed(configuration.meters, meter);
    requireCountable(known, amount);
    if (amount < 0n)
      refuse({ kind: "amount-invalid", typed: String(amount), meter, because: "negative", decimals: known.decimals });
  }
  if (at) requireCountableTime(at, now, configuration.keepEventsDays);
  return { ...endOf("commit", reservationId), used: used ? addedUp(used) : null, at: at ?? null };
}

function requireCountableTime(at: Date, now: Date, keepEventsDays: number): void {
  const from = new Date(now.getTime() - keepEventsDays * DAY_MS);
  const to = new Date(now.getTime() + CLOCKS_DIFFER_MS);
  if (at >= from && at <= to) return;
  const [first, last] = [from.toISOString(), to.toISOString()];
  refuse({
    kind: "usage-time-invalid",
    at: Number.isNaN(at.getTime()) ? "no time" : at.toISOString(),
    from: first,
    to: last,
  });
}

function addedUp(used: NonNullable<CommitWish["used"]>): EndOperation["used"] {
  const sums = new Map<string, bigint>();
  for (const { meter, amount } of used) sums.set(meter, (sums.get(meter) ?? 0n) + amount);
  return [...sums].map(([meter, amount]) => ({ meter, amount }));
}
