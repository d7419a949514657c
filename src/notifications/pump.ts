import { setTimeout as sleep } from "node:timers/promises";
import { claimBulk, lanes } from "./claim.ts";
import type { Lane } from "./claim.ts";
import { deliverClaimed } from "./deliver.ts";
import type { Worker } from "./worker.ts";
import type { Sender } from "./world.ts";

/**
 * Deliveries of very many that this instance has under way at once in each lane: Discord takes 50 requests a second, two for each
 * direct message, and an answer may take a second or two.
 */
const MOST_AT_ONCE = 50;
/** How often it looks when there is nothing to do, and when all that is free is under way. */
const IDLE_MS = 1_000;
const BUSY_MS = 20;

/** Sends what has no job of its own, until stopped. Any number of instances may do so at once. */
export function startPump(sender: Sender, { mostAtOnce = MOST_AT_ONCE, idleMs = IDLE_MS } = {}): Worker {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = Promise.all(lanes.map((lane) => pumpLane(sender, lane, { mostAtOnce, idleMs, signal })));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface Pumping {
  readonly mostAtOnce: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

async function pumpLane(sender: Sender, lane: Lane, { mostAtOnce, idleMs, signal }: Pumping): Promise<void> {
  const underWay = new Set<Promise<unknown>>();
  let isHeldUp = false;

  async function fill(): Promise<number> {
    const claims = await claimBulk(sender.db, lane, mostAtOnce - underWay.size);
    for (const claim of claims) {
      const work = deliverClaimed(sender, claim).then(
        (outcome) => (isHeldUp ||= outcome === "later"),
        (error: unknown) =>
          sender.log.error({ deliveryId: claim.delivery.id, err: error }, "delivery failed unexpectedly"),
      );
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    }
    return claims.length;
  }

  async function fillQuietly(): Promise<number> {
    try {
      return await fill();
    } catch (error) {
      sender.log.warn({ err: error }, "deliveries not looked for");
      return 0;
    }
  }

  const rest = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);

  while (!signal.aborted) {
    const found = await fillQuietly();
    // A platform that asks to wait gets no storm of others instead.
    if (isHeldUp) await rest(idleMs);
    isHeldUp = false;
    // One that is done makes room for another.
    if (underWay.size >= mostAtOnce) await Promise.race(underWay);
    else await rest(found > 0 ? BUSY_MS : idleMs);
  }
  await Promise.all(underWay);
}
