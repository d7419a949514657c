import { markDegraded, recoverChannel } from "../domain/alerts/degrade-channel.ts";
import type { AlertSubscription } from "../storage/generated/client.ts";
import { transaction } from "../storage/transaction.ts";
import type { Probed } from "./messenger.ts";
import type { Sender } from "./world.ts";

const BATCH = 50;

type Asking = Pick<Sender, "db" | "world" | "messengers">;

/**
 * Run by the clock: asks the platforms whether channels that could not be posted to take messages again. Returns how many
 * do; the others are asked again later and later.
 */
export async function retryDegraded(sender: Asking): Promise<number> {
  const due = await sender.db.alertSubscription.findMany({
    where: { state: "degraded", deletedAt: null, retryAt: { lte: sender.world().now } },
    orderBy: { retryAt: "asc" },
    take: BATCH,
  });
  let recovered = 0;
  for (const subscription of due) {
    const probed = await probe(sender, subscription);
    if (probed.ok) recovered += await recoverChannel(sender.world(), subscription.id, { isCertain: false });
    else await putOff(sender, subscription, probed);
  }
  return recovered;
}

async function probe({ messengers }: Asking, subscription: AlertSubscription): Promise<Probed> {
  const { platform, workspaceExternalId, channelExternalId, degradedReason } = subscription;
  const asBefore = { ok: false, reason: degradedReason ?? "The channel cannot be posted to.", howTo: "" } as const;
  try {
    return (await messengers[platform]?.probe?.({ workspaceExternalId, channelExternalId })) ?? asBefore;
  } catch {
    // One that cannot be asked about keeps nobody from asking about the others.
    return asBefore;
  }
}

async function putOff(
  { db, world }: Asking,
  { id }: AlertSubscription,
  { reason, howTo }: Extract<Probed, { ok: false }>,
): Promise<void> {
  const why = [reason, howTo].filter((part) => part !== "").join(" ");
  await transaction(db, (tx) => markDegraded(tx, world(), { subscriptionId: id, reason: why, isRetry: true }));
}
