import { setTimeout as sleep } from "node:timers/promises";
import { claimMessages } from "../../domain/webhooks/claim-messages.ts";
import type { ClaimedMessage } from "../../domain/webhooks/claim-messages.ts";
import type { Worker } from "../worker.ts";
import { sendMessage } from "./send.ts";
import type { WebhookSender } from "./send.ts";

/** Under way at once: at all endpoints, and at each. */
const MOST_AT_ONCE = 32;
const MOST_OF_ENDPOINT = 4;
/** How often it looks when there is nothing to do, and when there was. */
const IDLE_MS = 500;
const BUSY_MS = 20;

/**
 * Sends what machines are to hear, until stopped. Any number of instances may do so at once. In which order messages
 * arrive is not said: one that fails holds up none of the others.
 */
export function startWebhooks(sender: WebhookSender, { idleMs = IDLE_MS } = {}): Worker {
  const stopping = new AbortController();
  const underWay = new Map<Promise<unknown>, string>();

  async function fill(): Promise<number> {
    const most = MOST_AT_ONCE - underWay.size;
    const limits = {
      now: sender.world().now,
      most,
      mostOfEndpoint: MOST_OF_ENDPOINT,
      busy: busy([...underWay.values()]),
    };
    const claimed = await claimMessages(sender.db, limits);
    for (const message of claimed) {
      const work = sendQuietly(sender, message);
      underWay.set(work, message.endpointId);
      void work.finally(() => underWay.delete(work));
    }
    return claimed.length;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const found = await fill().catch((error: unknown) => {
        sender.log.warn({ err: error }, "webhooks not looked for");
        return 0;
      });
      const milliseconds = found > 0 ? BUSY_MS : idleMs;
      await sleep(milliseconds, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
    await Promise.all(underWay.keys());
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Endpoints at which so many are under way that no more are begun. */
function busy(endpointIds: readonly string[]): readonly string[] {
  const groups = [...Map.groupBy(endpointIds, (id) => id)];
  return groups.flatMap(([id, { length }]) => (length >= MOST_OF_ENDPOINT ? [id] : []));
}

/** What nobody expected is logged by ids; the message is taken again when its lease is over. */
async function sendQuietly(sender: WebhookSender, message: ClaimedMessage): Promise<void> {
  const { id: messageId, endpointId } = message;
  try {
    await sendMessage(sender, message);
  } catch (error) {
    sender.log.error(
      { messageId, endpointId, error: error instanceof Error ? error.name : "unknown" },
      "webhook failed",
    );
  }
}
