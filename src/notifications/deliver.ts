import { markDegraded, proveChannel } from "../domain/alerts/degrade-channel.ts";
import type { World } from "../domain/context.ts";
import { enqueue } from "../storage/queue.ts";
import { transaction } from "../storage/transaction.ts";
import type { Transaction } from "../storage/database.ts";
import { MAX_ATTEMPTS, waitBeforeNext } from "./backoff.ts";
import { carry } from "./carry.ts";
import type { Carried } from "./carry.ts";
import { claim } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { sentences } from "./compose/words.ts";
import { findNextTo } from "./next.ts";
import { isOpenAgain } from "./open-again.ts";
import { passOn } from "./pass-on.ts";
import { parseRecipient } from "./recipient.ts";
import type { Sender } from "./world.ts";

/** How a call of `deliver` ended: "idle" when there was nothing to do, "lost" when another worker took over. */
export type Delivered = "idle" | "sent" | "undeliverable" | "failed" | "held" | "later" | "lost";

/**
 * Takes one delivery as far as it goes now. Whatever comes next (another attempt, a newer version, the next message to
 * the same recipient, the inviter's card) is queued in the transaction that writes the outcome.
 */
export async function deliver(sender: Sender, deliveryId: string): Promise<Delivered> {
  const claimed = await claim(sender.db, deliveryId);
  return claimed ? deliverClaimed(sender, claimed) : "idle";
}

/** The same for one that is claimed already. */
export async function deliverClaimed(sender: Sender, claimed: Claim): Promise<Delivered> {
  try {
    const carried = await carry(sender, claimed);
    const outcome = await settle(sender, claimed, carried);
    sender.log.info(
      { deliveryId: claimed.delivery.id, outcome, attempt: claimed.delivery.attempts },
      "delivery attempted",
    );
    return outcome;
  } finally {
    await claimed.stopRenewing();
  }
}

/** Writes down how it ended, and what follows. */
export async function settle({ db, world }: Sender, claimed: Claim, carried: Carried): Promise<Delivered> {
  // Before the transaction: a renewal would wait for its row lock, and it for the renewal.
  await claimed.stopRenewing();
  return transaction(db, (tx) => settleIn(tx, claimed, { carried, world: world() }));
}

interface Ending<Kind extends Carried["kind"] = Carried["kind"]> {
  readonly carried: Extract<Carried, { kind: Kind }>;
  readonly world: World;
}

async function settleIn(tx: Transaction, claimed: Claim, { carried, world }: Ending): Promise<Delivered> {
  switch (carried.kind) {
    case "sent":
      return settleSent(tx, claimed, { carried, world });
    case "undeliverable":
      // First, for its locks come before those of deliveries.
      if (carried.isGone) await passOn(tx, world, claimed.delivery);
      return settleGivenUp(tx, claimed, "undeliverable", sentences(carried.reasons));
    case "held":
      return settleHeld(tx, claimed, { ...carried, world });
    case "later":
      return claimed.delivery.attempts >= MAX_ATTEMPTS
        ? settleExhausted(tx, claimed, { carried, world })
        : settleLater(tx, claimed, { carried, world });
  }
}

/** What is for a channel is never dropped. */
async function settleExhausted(
  tx: Transaction,
  claimed: Claim,
  { carried: { reason }, world }: Ending<"later">,
): Promise<Delivered> {
  const recipient = parseRecipient(claimed.delivery.recipient);
  if (recipient.kind !== "channel") return settleGivenUp(tx, claimed, "failed", reason);

  const { subscriptionId } = recipient;
  return settleHeld(tx, claimed, { subscriptionId, reasons: [reason], mayHaveArrived: true, world });
}

async function settleSent(
  tx: Transaction,
  claimed: Claim,
  { carried: { channel, handle, reasons }, world }: Ending<"sent">,
): Promise<Delivered> {
  const { delivery } = claimed;
  const isNew = delivery.shownVersion === 0;
  const current = await lockVersion(tx, delivery.id);
  const isCurrent = current === delivery.wantedVersion;
  const isMine = await claimed.write(tx, {
    state: isCurrent ? "sent" : "pending",
    shownVersion: delivery.wantedVersion,
    channel,
    handle,
    error: reasons.length > 0 ? sentences(reasons) : null,
    attempts: 0,
    sendingSince: null,
    ...(isNew && { sentAt: world.now }),
  });
  if (!isMine) return "lost";

  if (!isCurrent && !delivery.bulk) await enqueue(tx, "deliver", { deliveryId: delivery.id });
  if (isNew) await tellOthers(tx, claimed);
  const recipient = parseRecipient(delivery.recipient);
  if (recipient.kind === "channel") await proveChannel(tx, world, recipient.subscriptionId);
  return "sent";
}

async function settleGivenUp(
  tx: Transaction,
  claimed: Claim,
  state: "undeliverable" | "failed",
  error: string,
): Promise<Delivered> {
  // A failed attempt may still have arrived, and one before this: sendingSince stays, so that a retry looks first.
  const sendingSince = state === "failed" || claimed.maybeSent ? new Date(0) : null;
  if (!(await claimed.write(tx, { state, error, attempts: 0, sendingSince }))) return "lost";

  await tellOthers(tx, claimed);
  return state;
}

interface Held {
  readonly subscriptionId: string;
  readonly reasons: readonly string[];
  readonly mayHaveArrived?: boolean;
  readonly isKnown?: boolean;
  readonly world: World;
}

/** It waits until its channel can be posted to again; who subscribed the channel hears of it. */
async function settleHeld(
  tx: Transaction,
  claimed: Claim,
  { subscriptionId, reasons, mayHaveArrived = claimed.maybeSent, isKnown = false, world }: Held,
): Promise<Delivered> {
  if (isKnown && (await isOpenAgain(tx, subscriptionId))) return settleAnew(tx, claimed);
  const error = sentences(reasons);
  const isUnsent = !mayHaveArrived && claimed.delivery.shownVersion === 0;
  const written = await claimed.write(tx, {
    state: "held",
    error,
    attempts: 0,
    sendingSince: mayHaveArrived ? new Date(0) : null,
    ...(isUnsent && { channel: null }),
  });
  if (!written) return "lost";

  if (!isKnown) await markDegraded(tx, world, { subscriptionId, reason: error });
  await tellOthers(tx, claimed);
  return "held";
}

async function settleAnew(tx: Transaction, claimed: Claim): Promise<Delivered> {
  const { id, attempts, bulk } = claimed.delivery;
  if (!(await claimed.write(tx, { sendingSince: new Date(0), attempts: attempts - 1 }))) return "lost";
  if (!bulk) await enqueue(tx, "deliver", { deliveryId: id });
  return "later";
}

async function settleLater(
  tx: Transaction,
  claimed: Claim,
  { carried: { reason, afterSeconds }, world: { now } }: Ending<"later">,
): Promise<Delivered> {
  const { id, attempts, shownVersion, bulk } = claimed.delivery;
  const waitSeconds = waitBeforeNext(attempts, afterSeconds);
  // Whoever was asked to wait has sent nothing. Beside very many, looking for it first would cost more than sending it.
  const isUnsent = bulk && shownVersion === 0 && afterSeconds !== undefined && !claimed.maybeSent;
  // A lease long over lets the next attempt in, and still says that this one may have arrived.
  const written = await claimed.write(tx, {
    ...(isUnsent ? { sendingSince: null, channel: null } : { sendingSince: new Date(0) }),
    ...(shownVersion === 0 && { error: reason }),
    // Among very many, being asked to wait is no failure.
    ...(bulk && { notBefore: new Date(now.getTime() + waitSeconds * 1_000), ...(afterSeconds && { attempts: 1 }) }),
  });
  if (!written) return "lost";

  if (!bulk) await enqueue(tx, "deliver", { deliveryId: id }, { afterSeconds: waitSeconds });
  return "later";
}

/** Lets the recipient's next message go, and shows the inviter what became of the invitation. */
async function tellOthers(tx: Transaction, { delivery }: Claim): Promise<void> {
  const next = await findNextTo(tx, delivery);
  if (next) await enqueue(tx, "deliver", { deliveryId: next.id });
  if (delivery.subject !== "invitation:invitee") return;

  const cards = await tx.delivery.updateManyAndReturn({
    where: { tenantId: delivery.tenantId, subject: "invitation:inviter", subjectId: delivery.subjectId },
    data: { state: "pending", wantedVersion: { increment: 1 } },
    select: { id: true },
  });
  for (const card of cards) await enqueue(tx, "deliver", { deliveryId: card.id });
}

async function lockVersion(tx: Transaction, id: string): Promise<number | undefined> {
  const [row] = await tx.$queryRaw<readonly { version: number }[]>`
    SELECT wanted_version AS version FROM delivery WHERE id = ${id}::uuid FOR UPDATE`;
  return row?.version;
}
