import { OverwriteType, PermissionFlagsBits } from "discord-api-types/v10";
import type { Snowflake } from "discord-api-types/v10";
import type { Channel, Guild, TextChannel, Thread, World } from "./world.ts";

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** Channel permissions that mean nothing where the channel cannot be seen. */
const DIRECT =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.AddReactions |
  PermissionFlagsBits.UseApplicationCommands;

export function roleIdsOf(world: World, guild: Guild, userId: Snowflake): readonly Snowflake[] {
  if (userId === world.application.botUserId) return [guild.botRoleId];
  const wanted = world.people.get(userId)?.roleIds ?? [];
  return guild.roles.filter((role) => wanted.includes(role.id)).map((role) => role.id);
}

/** What somebody may do in a guild before any channel says otherwise. */
export function permissionsInGuild(world: World, guild: Guild, userId: Snowflake): bigint {
  if (guild.ownerId === userId || world.people.get(userId)?.isAdministrator === true) return ALL;
  const roleIds = new Set([guild.id, ...roleIdsOf(world, guild, userId)]);
  const bits = guild.roles.filter((role) => roleIds.has(role.id)).reduce((sum, role) => sum | role.permissions, 0n);
  return (bits & PermissionFlagsBits.Administrator) === 0n ? bits : ALL;
}

/** What somebody may do in a channel; 0 for a stranger. The order is Discord's documented one. */
export function permissionsIn(world: World, channel: Channel, userId: Snowflake): bigint {
  if (channel.kind === "direct") return isParty(world, channel.personId, userId) ? DIRECT : 0n;
  if (channel.thread !== undefined) return permissionsInThread(world, channel.thread, userId);

  const guild = world.guilds.get(channel.guildId);
  if (guild === undefined || !isMember(world, guild, userId)) return 0n;
  const base = permissionsInGuild(world, guild, userId);
  if (base === ALL) return ALL;
  const bits = overwritten(base, channel, { guildId: guild.id, roleIds: roleIdsOf(world, guild, userId), userId });
  return (bits & PermissionFlagsBits.ViewChannel) === 0n ? 0n : bits;
}

/** Those in its parent, where writing in threads is a permission of its own. */
function permissionsInThread(world: World, { parentId }: Thread, userId: Snowflake): bigint {
  const parent = world.channels.get(parentId);
  const bits = parent === undefined ? 0n : permissionsIn(world, parent, userId);
  const others = bits & ~PermissionFlagsBits.SendMessages;
  return (bits & PermissionFlagsBits.SendMessagesInThreads) === 0n ? others : others | PermissionFlagsBits.SendMessages;
}

export function isMember(world: World, guild: Guild, userId: Snowflake): boolean {
  if (userId === world.application.botUserId) return !world.lostGuilds.has(guild.id);
  return guild.memberIds.includes(userId);
}

export function may(world: World, channel: Channel, userId: Snowflake, permission: bigint): boolean {
  return (permissionsIn(world, channel, userId) & permission) === permission;
}

/** The people who can see what is said in a channel. */
export function audience(world: World, channel: Channel): readonly Snowflake[] {
  return [...world.people.keys()].filter((id) => may(world, channel, id, PermissionFlagsBits.ViewChannel));
}

function isParty(world: World, personId: Snowflake, userId: Snowflake): boolean {
  return userId === personId || userId === world.application.botUserId;
}

function overwritten(
  base: bigint,
  channel: TextChannel,
  who: { guildId: Snowflake; roleIds: readonly Snowflake[]; userId: Snowflake },
): bigint {
  const layers = [
    channel.overwrites.filter((each) => each.id === who.guildId),
    channel.overwrites.filter((each) => each.type === OverwriteType.Role && who.roleIds.includes(each.id)),
    channel.overwrites.filter((each) => each.type === OverwriteType.Member && each.id === who.userId),
  ];
  return layers.reduce((bits, layer) => {
    const deny = layer.reduce((sum, each) => sum | BigInt(each.deny), 0n);
    const allow = layer.reduce((sum, each) => sum | BigInt(each.allow), 0n);
    return (bits & ~deny) | allow;
  }, base);
}
