import { channelJoined, channelLeft, channelRenamed } from "../domain/alerts/channel-changes.ts";
import type { World } from "../domain/context.ts";
import type { ChannelNews, TellChannelNews } from "./channel-news.ts";

/** Keeps subscriptions true to what platforms tell of their channels. */
export function followChannels(world: () => World): TellChannelNews {
  return async (news) => {
    if (!isComplete(news)) return;
    const { platform, workspaceExternalId, channelExternalId, name, state } = news;
    const key = { platform, workspaceExternalId, ...(channelExternalId !== undefined && { channelExternalId }) };
    if (name && channelExternalId) await channelRenamed(world(), { ...key, channelExternalId }, name);
    if (state.mayPost === true) await channelJoined(world(), key);
    if (state.mayPost === false) await channelLeft(world(), key, `${state.reason} ${state.howTo}`);
  };
}

/** Whoever speaks a platform's protocol may leave out what it promises; without a channel all of them would be meant. */
function isComplete({ workspaceExternalId, ...rest }: ChannelNews): boolean {
  return Boolean(workspaceExternalId) && (!("channelExternalId" in rest) || Boolean(rest.channelExternalId));
}
