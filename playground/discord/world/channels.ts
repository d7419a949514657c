import { PermissionFlagsBits } from "discord-api-types/v10";
import type { Snowflake } from "discord-api-types/v10";
import { refusal } from "../rest/errors.ts";
import { may, permissionsIn } from "./permissions.ts";
import type { Channel, DirectChannel, Guild, World } from "./world.ts";

/** The direct channel between the bot and a person, opened when there is none yet. */
export function directChannel(world: World, personId: Snowflake): DirectChannel {
  for (const channel of world.channels.values()) {
    if (channel.kind === "direct" && channel.personId === personId) return channel;
  }
  const opened: DirectChannel = { kind: "direct", id: world.nextId(), personId };
  world.channels.set(opened.id, opened);
  return opened;
}

/** A channel that the bot can see; 10003 or 50001 otherwise. */
export function requireVisible(world: World, channelId: Snowflake): Channel {
  const channel = world.channels.get(channelId);
  if (channel === undefined) throw refusal("unknownChannel");
  if (!may(world, channel, world.application.botUserId, PermissionFlagsBits.ViewChannel))
    throw refusal("missingAccess");
  return channel;
}

/** 50013 unless the bot has these permissions in the channel. */
export function requirePermission(world: World, channel: Channel, permission: bigint): void {
  const present = permissionsIn(world, channel, world.application.botUserId);
  if ((present & permission) !== permission) throw refusal("missingPermissions");
}

/** 50007 or 50278 when the bot may not write to the person on the other side. */
export function requireReachable(world: World, channel: Channel): void {
  if (channel.kind !== "direct") return;
  const isNeighbour = [...world.guilds.values()].some((guild) => guild.memberIds.includes(channel.personId));
  if (!isNeighbour) throw refusal("noMutualGuilds");
  if (world.people.get(channel.personId)?.acceptsDirectMessages !== true) throw refusal("closedDirectMessages");
}

/** A guild the bot is in; 10004 otherwise. */
export function requireGuild(world: World, guildId: Snowflake): Guild {
  const guild = world.guilds.get(guildId);
  if (guild === undefined || world.lostGuilds.has(guildId)) throw refusal("unknownGuild");
  return guild;
}
