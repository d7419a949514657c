import { setTimeout as sleep } from "node:timers/promises";
import { RetryLater } from "../../notifications/messenger.ts";

/** "1 per second" for each channel (docs.slack.dev/apis/web-api/rate-limits, chat.postMessage). */
const everyMs = 1_000;
/** Who would wait longer comes back later, and leaves the worker to others. */
const longestWaitMs = 3_000;

/** Waits for the channel's turn; throws RetryLater when that is too far away. */
export type Pace = (channel: string) => Promise<void>;

export function createPace(now: () => number): Pace {
  const nextTurn = new Map<string, number>();

  return async (channel) => {
    const time = now();
    for (const [known, turn] of nextTurn) if (turn <= time) nextTurn.delete(known);

    const turn = Math.max(time, nextTurn.get(channel) ?? 0);
    if (turn - time > longestWaitMs) throw new RetryLater("too many messages for one channel", (turn - time) / 1_000);

    nextTurn.set(channel, turn + everyMs);
    if (turn > time) await sleep(turn - time);
  };
}
