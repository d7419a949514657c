import { MOST_WAIT_MS, busyError } from "./busy.ts";
import { exclusiveKey } from "./operation.ts";
import type { EndOperation, EndResult, ReserveOperation } from "./operation.ts";
import type { ReserveResult, Waiting } from "./settle.ts";

/** Collects what arrives while a batch is under way, so that it is decided and made durable together. */
export interface Queue {
  reserve(operation: ReserveOperation): Promise<ReserveResult>;
  end(operation: EndOperation): Promise<EndResult>;
  /** Whether anything waits or is under way. */
  isIdle(): boolean;
  /** Resolves when everything taken has been answered. */
  drained(): Promise<void>;
}

const MOST_IN_BATCH = 512;
/** One is prepared and sent while the other is made durable. */
const MOST_UNDER_WAY = 2;
const MOST_WAITING = 20_000;
/** How often within its patience it is looked whether somebody has waited too long. */
const LOOKS = 5;

/** `decide` settles every operation it is given, and never rejects. */
export function createQueue(decide: (batch: readonly Waiting[]) => Promise<void>): Queue {
  let waiting: Waiting[] = [];
  const busyKeys = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let isScheduled = false;
  let watch: NodeJS.Timeout | undefined;

  const schedule = () => {
    if (isScheduled || underWay.size >= MOST_UNDER_WAY) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      begin();
    });
  };
  const begin = () => {
    refuseLate();
    const batch = take();
    if (batch.length === 0) return;
    const running = decide(batch).finally(() => {
      underWay.delete(running);
      for (const { operation } of batch) busyKeys.delete(exclusiveKey(operation) ?? "");
      if (waiting.length > 0) schedule();
    });
    underWay.add(running);
    if (waiting.length > 0) schedule();
  };
  /** Two operations on one reservation, or under one key, go one after the other. */
  const take = () => {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of waiting) {
      const key = exclusiveKey(one.operation);
      const isFree = batch.length < MOST_IN_BATCH && (key === null || !busyKeys.has(key));
      if (isFree && key !== null) busyKeys.add(key);
      (isFree ? batch : later).push(one);
    }
    waiting = later;
    return batch;
  };
  const refuseLate = () => {
    const now = performance.now();
    if (!waiting.some(({ since }) => now - since > MOST_WAIT_MS)) return;
    for (const { since, reject } of waiting) if (now - since > MOST_WAIT_MS) reject(busyError(now - since));
    waiting = waiting.filter(({ since }) => now - since <= MOST_WAIT_MS);
  };
  /** What is under way may hang; nobody waits for it for ever. */
  const watchOver = () => {
    watch ??= setTimeout(() => {
      watch = undefined;
      refuseLate();
      if (waiting.length > 0) watchOver();
    }, MOST_WAIT_MS / LOOKS).unref();
  };
  const add = (one: Waiting) => {
    if (waiting.length >= MOST_WAITING) refuseLate();
    if (waiting.length >= MOST_WAITING) return one.reject(busyError(0));
    waiting.push(one);
    schedule();
    watchOver();
  };

  return {
    reserve: (operation) =>
      new Promise((resolve, reject) => add({ operation, since: performance.now(), resolve, reject })),
    end: (operation) => new Promise((resolve, reject) => add({ operation, since: performance.now(), resolve, reject })),
    isIdle: () => waiting.length === 0 && underWay.size === 0,
    async drained() {
      while (underWay.size > 0 || waiting.length > 0) {
        if (underWay.size > 0) await Promise.all(underWay);
        else await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
