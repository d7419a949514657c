import { GatewayIntentBits, OverwriteType } from "discord-api-types/v10";
import type { Snowflake } from "discord-api-types/v10";
import type { ServerSettings } from "../contract.ts";
import { channelObject, guildCreateObject } from "./objects.ts";
import { audience } from "./permissions.ts";
import type { TextChannel, World } from "./world.ts";

/** What the people who run a server do in its settings; the bot hears of it as far as its intents go. */
export function settingsOf(world: World): ServerSettings {
  return {
    permit: (channelId, { allow = 0n, deny = 0n }) => {
      const channel = textChannel(world, channelId);
      const { botUserId } = world.application;
      const own = { id: botUserId, type: OverwriteType.Member, allow: String(allow), deny: String(deny) };
      change(world, { ...channel, overwrites: [...channel.overwrites.filter(({ id }) => id !== botUserId), own] });
    },
    rename: (channelId, name) => change(world, { ...textChannel(world, channelId), name }),
    deleteChannel: (channelId) => deleteChannel(world, channelId),
    lockThread: (channelId) => {
      const channel = textChannel(world, channelId);
      if (channel.thread === undefined) throw new Error(`${channelId} is no thread`);
      change(world, { ...channel, thread: { ...channel.thread, isLocked: true, isArchived: true } });
    },
    removeBot: (guildId) => {
      world.lostGuilds.add(guildId);
      world.dispatch({ name: "GUILD_DELETE", data: { id: guildId }, intents: GatewayIntentBits.Guilds });
    },
    addBot: (guildId) => {
      const guild = world.guilds.get(guildId);
      if (guild === undefined) throw new Error(`There is no server ${guildId}`);
      world.lostGuilds.delete(guildId);
      const data = guildCreateObject(world, guild);
      world.dispatch({ name: "GUILD_CREATE", data, intents: GatewayIntentBits.Guilds });
    },
  };
}

function textChannel(world: World, channelId: Snowflake): TextChannel {
  const channel = world.channels.get(channelId);
  if (channel?.kind !== "text") throw new Error(`There is no text channel ${channelId}`);
  return channel;
}

function change(world: World, next: TextChannel): void {
  world.channels.set(next.id, next);
  const name = next.thread === undefined ? "CHANNEL_UPDATE" : "THREAD_UPDATE";
  world.dispatch({ name, data: channelObject(world, next), intents: GatewayIntentBits.Guilds });
  world.changed(audience(world, next));
}

/** Its threads go with it. */
function deleteChannel(world: World, channelId: Snowflake): void {
  const channel = textChannel(world, channelId);
  const seen = audience(world, channel);
  const data = channelObject(world, channel);
  for (const other of world.channels.values()) {
    if (other.kind === "text" && other.thread?.parentId === channelId) world.channels.delete(other.id);
  }
  world.channels.delete(channelId);
  const name = channel.thread === undefined ? "CHANNEL_DELETE" : "THREAD_DELETE";
  world.dispatch({ name, data, intents: GatewayIntentBits.Guilds });
  world.changed(seen);
}
