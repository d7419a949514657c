import { transaction } from "../../storage/transaction.ts";
import type { WebhookEndpoint } from "../../storage/generated/client.ts";
import { noteFailed, noteReached } from "../../domain/webhooks/endpoint-health.ts";
import { readOpenPostable } from "../../domain/webhooks/read-postable.ts";
import { PostFailed } from "./post.ts";
import { postTo, wordsOf } from "./send.ts";
import type { WebhookPoster } from "./send.ts";

/** Alerts in one request. */
const BATCH = 500;

/**
 * Run by the clock, each minute: says all open alerts again to every Alertmanager, which forgets what it does not hear of.
 * Returns how many alerts were said.
 */
export async function refreshAlertmanagers(sender: WebhookPoster): Promise<number> {
  const endpoints = await sender.db.webhookEndpoint.findMany({
    where: { format: "alertmanager", deletedAt: null, state: { not: "gone" } },
  });
  const said = await Promise.all(endpoints.map((endpoint) => refresh(sender, endpoint)));
  return said.reduce((sum, count) => sum + count, 0);
}

async function refresh(sender: WebhookPoster, endpoint: WebhookEndpoint): Promise<number> {
  const alerts = await readOpenPostable(sender.world(), endpoint);
  if (alerts.length === 0) return 0;
  const failure = await sayAll(sender, endpoint, alerts);
  await transaction(sender.db, (tx) =>
    failure === undefined
      ? noteReached(tx, sender.world(), endpoint.id)
      : noteFailed(tx, sender.world(), { endpointId: endpoint.id, reason: failure }),
  );
  return failure === undefined ? alerts.length : 0;
}

/** Why not all were taken; undefined: they were. */
async function sayAll(
  sender: WebhookPoster,
  endpoint: WebhookEndpoint,
  alerts: readonly unknown[],
): Promise<string | undefined> {
  try {
    for (let from = 0; from < alerts.length; from += BATCH) {
      const { status } = await postTo(sender, endpoint, JSON.stringify(alerts.slice(from, from + BATCH)));
      if (status < 200 || status >= 300) return wordsOf(status);
    }
    return undefined;
  } catch (error) {
    if (error instanceof PostFailed) return error.message;
    throw error;
  }
}
