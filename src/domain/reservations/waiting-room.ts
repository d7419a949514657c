import { MOST_WAIT_MS, busyError } from "./busy.ts";
import { exclusiveKey } from "./operation.ts";
import type { Waiting } from "./settle.ts";

/** Operations that wait for their turn. */
export interface WaitingRoom {
  isEmpty(): boolean;
  /** Refuses at once when there are too many. */
  enter(one: Waiting): void;
  /** The next batch; `done` when it was decided. Two operations on one reservation, or under one key, are never in or under way at once. */
  take(): readonly Waiting[];
  done(batch: readonly Waiting[]): void;
}

const MOST_IN_BATCH = 512;
const MOST_WAITING = 20_000;
/** How often within its patience it is looked whether somebody has waited too long. */
const LOOKS = 5;

export function createWaitingRoom(): WaitingRoom {
  let waiting: Waiting[] = [];
  const taken = new Set<string>();
  let watch: NodeJS.Timeout | undefined;

  const refuseLate = () => {
    const now = performance.now();
    const [first] = waiting;
    if (!first || now - first.since <= MOST_WAIT_MS) return;
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

  return {
    isEmpty: () => waiting.length === 0,
    enter(one) {
      if (waiting.length >= MOST_WAITING) return one.reject(busyError(0));
      waiting.push(one);
      watchOver();
    },
    take() {
      refuseLate();
      const { batch, later } = split(waiting, taken);
      waiting = later;
      return batch;
    },
    done(batch) {
      for (const { operation } of batch) taken.delete(exclusiveKey(operation) ?? "");
    },
  };
}

/** Marks what goes into the batch as taken. */
function split(waiting: readonly Waiting[], taken: Set<string>): { batch: Waiting[]; later: Waiting[] } {
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  for (const one of waiting) {
    const key = exclusiveKey(one.operation);
    const isFree = batch.length < MOST_IN_BATCH && (key === null || !taken.has(key));
    if (isFree && key !== null) taken.add(key);
    (isFree ? batch : later).push(one);
  }
  return { batch, later };
}
