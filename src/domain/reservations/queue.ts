import type { EndOperation, EndResult, ReserveOperation } from "./operation.ts";
import type { ReserveResult, Waiting } from "./settle.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** Collects what arrives while a batch is under way, so that it is decided and made durable together. */
export interface Queue {
  reserve(operation: ReserveOperation): Promise<ReserveResult>;
  end(operation: EndOperation): Promise<EndResult>;
  /** Resolves when everything taken has been answered. */
  drained(): Promise<void>;
}

/** One is prepared and sent while the other is made durable. */
const MOST_UNDER_WAY = 2;

/** `decide` settles every operation it is given, and never rejects. */
export function createQueue(decide: (batch: readonly Waiting[]) => Promise<void>): Queue {
  const room = createWaitingRoom();
  const underWay = new Set<Promise<void>>();
  let isScheduled = false;

  const schedule = () => {
    if (isScheduled || room.isEmpty() || underWay.size >= MOST_UNDER_WAY) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      begin();
    });
  };
  const begin = () => {
    const batch = room.take();
    if (batch.length === 0) return;
    const running = decide(batch).finally(() => {
      underWay.delete(running);
      room.done(batch);
      schedule();
    });
    underWay.add(running);
    schedule();
  };
  const enter = (one: Waiting) => {
    room.enter(one);
    schedule();
  };

  return {
    reserve: (operation) =>
      new Promise((resolve, reject) => enter({ operation, since: performance.now(), resolve, reject })),
    end: (operation) =>
      new Promise((resolve, reject) => enter({ operation, since: performance.now(), resolve, reject })),
    async drained() {
      while (underWay.size > 0 || !room.isEmpty()) {
        if (underWay.size > 0) await Promise.all(underWay);
        else await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
