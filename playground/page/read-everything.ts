import type { PageWorld } from "./state.ts";

/** Marks all that was said so far as read by everybody who sees it. */
export function readEverything({ slack, discord, markers, people }: PageWorld): void {
  for (const { id: personId, slackId, discordId } of people) {
    const onSlack = slackId === undefined ? [] : slack.as(slackId).channels();
    for (const { id: channelId, latestTs } of onSlack) {
      if (latestTs !== undefined) markers.set({ personId, platform: "slack", channelId }, latestTs);
    }
    const onDiscord = discordId === undefined ? [] : discord.as(discordId).channels();
    for (const { id: channelId, lastMessageId } of onDiscord) {
      if (lastMessageId !== undefined) markers.set({ personId, platform: "discord", channelId }, lastMessageId);
    }
  }
}
