import { channelJoined, channelLeft, channelRenamed } from "../domain/alerts/channel-changes.ts";
import type { World } from "../domain/context.ts";
import type { TellChannelNews } from "./channel-news.ts";

/** Keeps subscriptions true to what platforms tell of their channels. */
export function followChannels(world: () => World): TellChannelNews {
  return async ({ platform, workspaceExternalId, channelExternalId, name, state }) => {
    const key = { platform, workspaceExternalId, ...(channelExternalId !== undefined && { channelExternalId }) };
    if (name !== undefined && channelExternalId !== undefined)
      await channelRenamed(world(), { ...key, channelExternalId }, name);
    if (state.mayPost === true) await channelJoined(world(), key);
    if (state.mayPost === false) await channelLeft(world(), key, `${state.reason} ${state.howTo}`);
  };
}
