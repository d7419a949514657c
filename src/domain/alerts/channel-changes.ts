import type { Platform } from "../../storage/generated/enums.ts";
import { transaction } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import { markDegraded, recoverChannel } from "./degrade-channel.ts";

/** A channel as the platform's events name it. */
export interface ChannelKey {
  readonly platform: Platform;
  readonly workspaceExternalId: string;
  /** Absent: every channel there. */
  readonly channelExternalId?: string;
}

/** We were let in, or the channel is open again: what it missed goes there. Returns how many subscriptions recovered. */
export async function channelJoined(world: World, channel: ChannelKey): Promise<number> {
  let recovered = 0;
  for (const id of await subscriptionsOf(world, channel)) recovered += await recoverChannel(world, id);
  return recovered;
}

/** We were put out, or the channel was closed. `reason`: a sentence or two, why and what would mend it. */
export async function channelLeft(world: World, channel: ChannelKey, reason: string): Promise<number> {
  const ids = await subscriptionsOf(world, channel);
  await transaction(world.db, async (tx) => {
    for (const subscriptionId of ids) await markDegraded(tx, world, { subscriptionId, reason });
  });
  return ids.length;
}

/** It has another name. */
export async function channelRenamed(world: World, channel: ChannelKey, name: string): Promise<number> {
  const { count } = await world.db.alertSubscription.updateMany({
    where: { ...channel, deletedAt: null },
    data: { channelName: name },
  });
  return count;
}

async function subscriptionsOf({ db }: World, channel: ChannelKey): Promise<readonly string[]> {
  const rows = await db.alertSubscription.findMany({
    where: { ...channel, deletedAt: null },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
