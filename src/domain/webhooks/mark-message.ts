import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import type { ClaimedMessage } from "./claim-messages.ts";
import { noteFailed, noteGone, noteReached } from "./endpoint-health.ts";
import { readAttempts } from "./read-webhook-log.ts";
import { ATTEMPTS_KEPT, waitAfter } from "./webhook.ts";
import type { Attempted } from "./webhook.ts";

/** What became of one attempt. */
export type Outcome =
  | { readonly kind: "sent"; readonly attempt: Attempted }
  /** The receiver wants nothing any more. */
  | { readonly kind: "gone"; readonly attempt: Attempted }
  /** `askedMs`: how long the receiver asked to be left alone. */
  | { readonly kind: "failed"; readonly attempt: Attempted; readonly askedMs?: number };

/** Writes down how an attempt went and when there is another; nothing where another instance has taken it meanwhile. */
export async function markMessage(
  world: World,
  { id, endpointId, attempts, log }: ClaimedMessage,
  outcome: Outcome,
): Promise<void> {
  const kept = [...readAttempts(log), outcome.attempt].slice(-ATTEMPTS_KEPT).map((one) => ({ ...one }));
  await transaction(world.db, async (tx) => {
    const { count } = await tx.webhookMessage.updateMany({
      where: { id, attempts, state: "pending" },
      data: { log: kept, ...after(world, attempts, outcome) },
    });
    if (count > 0) await noteHealth(tx, world, { endpointId, outcome });
  });
}

function after({ now }: World, attempts: number, outcome: Outcome) {
  switch (outcome.kind) {
    case "sent":
      return { state: "sent", sentAt: now };
    case "gone":
      return { state: "failed" };
    case "failed": {
      const wait = waitAfter(attempts, outcome.askedMs);
      return wait === undefined ? { state: "failed" } : { nextAt: new Date(now.getTime() + wait) };
    }
  }
}

async function noteHealth(
  tx: Transaction,
  world: World,
  { endpointId, outcome }: { readonly endpointId: string; readonly outcome: Outcome },
): Promise<void> {
  switch (outcome.kind) {
    case "sent":
      return noteReached(tx, world, endpointId);
    case "gone":
      return noteGone(tx, world, endpointId);
    case "failed":
      return noteFailed(tx, world, { endpointId, reason: outcome.attempt.error ?? "It does not answer." });
  }
}
