import { createHash } from "node:crypto";
import type { World } from "../context.ts";
import { refuse } from "../errors.ts";
import { busyError } from "./busy.ts";
import { createCheck } from "./check.ts";
import type { Check } from "./check.ts";
import { commitOf, endOf } from "./commit-operation.ts";
import { decide } from "./decide.ts";
import type { Reserved } from "./decision.ts";
import { committedOf, releasedOf } from "./end-answers.ts";
import { createExtend } from "./extend.ts";
import { createFitting } from "./fits-at.ts";
import type { Fitting } from "./fits-at.ts";
import type { EndOperation, ReserveOperation } from "./operation.ts";
import { createPaths } from "./paths.ts";
import { createQueue } from "./queue.ts";
import type { Queue } from "./queue.ts";
import { readyAsk } from "./ready-ask.ts";
import type { Reservations, ReservationsOptions, ReserveWish } from "./reservations.ts";

const MOST_SECONDS = 30 * 24 * 60 * 60;

/** All that is kept in memory of one tenant. */
interface Desk {
  readonly queue: Queue;
  readonly check: Check;
  readonly fitting: Fitting;
}

export function createReservations(options: ReservationsOptions): Reservations {
  const { world } = options;
  const { deskOf, stop } = createDesks(options);

  const check: Reservations["check"] = async (tenantId, ask) => deskOf(tenantId).check(readyAsk(world(), ask));
  const reserve: Reservations["reserve"] = async (tenantId, wish) => {
    const { queue, fitting } = deskOf(tenantId);
    const now = world();
    const { decision, asked, reservationId, expiresAt } = await queue.reserve(operationOf(wish, now));
    if (reservationId !== null) return { ...decision, reservationId, expiresAt };
    return { ...decision, fitsAt: await fitting(asked) } satisfies Reserved;
  };
  const end = (tenantId: string, operation: EndOperation) => deskOf(tenantId).queue.end(operation);
  const extend = createExtend({ ...options, end });
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
      return extend(tenantId, operation);
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
    ready: readyAsk(world, ask),
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
