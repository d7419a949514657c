import { setTimeout as sleep } from "node:timers/promises";
import { RetryLater } from "../../notifications/messenger.ts";

/** "1 per second" for each channel (docs.slack.dev/apis/web-api/rate-limits, chat.postMessage). */
const everySecondMs = 1_000;
/** Who would wait longer comes back later, and leaves the worker to others. */
const longestWaitMs = 3_000;

/** Waits for the channel's turn; throws RetryLater when that is too far away. */
export type Pace = (channel: string) => Promise<void>;

/** `everyMs`: at least so long between two messages to one channel. */
export function createPace(everyMs = everySecondMs): Pace {
  const nextTurn = new Map<string, number>();

  return async (channel) => {
    // Not the time of day: where that is set back, nobody's turn would come for as long.
    const time = performance.now();
    for (const [known, turn] of nextTurn) if (turn <= time) nextTurn.delete(known);

    const turn = Math.max(time, nextTurn.get(channel) ?? 0);
    if (turn - time > longestWaitMs) throw new RetryLater("too many messages for one channel", (turn - time) / 1_000);

    nextTurn.set(channel, turn + everyMs);
    if (turn > time) await sleep(turn - time);
  };
}

/**
 * What is one of very many leaves room: posts by "several hundred messages per minute" for a workspace, taken for three
 * hundred, edits by tier 3, 50 a minute (docs.slack.dev/reference/methods/chat.postMessage, chat.update).
 */
const manyEveryMs = { post: 200, edit: 1_200 } as const;
/** Below what an answer may take. */
const longestTurnMs = 15_000;

/** Waits for the next turn of very many; throws RetryLater when that is too far away. */
export function createTurns(kind: keyof typeof manyEveryMs): () => Promise<void> {
  let next = 0;

  return async () => {
    const time = performance.now();
    const turn = Math.max(time, next);
    if (turn - time > longestTurnMs) throw new RetryLater("too many messages at once", (turn - time) / 1_000);

    next = turn + manyEveryMs[kind];
    if (turn > time) await sleep(turn - time);
  };
}
