import type { APIAttachment, Snowflake } from "discord-api-types/v10";
import { channelObject, memberObject, roleObject, userObject } from "../world/objects.ts";
import { isMember, permissionsIn } from "../world/permissions.ts";
import type { Channel, Guild, World } from "../world/world.ts";

/** What people, roles, channels and files an interaction names. */
export interface Named {
  readonly users: readonly Snowflake[];
  readonly roles: readonly Snowflake[];
  readonly channels: readonly Snowflake[];
  readonly attachments: readonly APIAttachment[];
}

export const NOTHING: Named = { users: [], roles: [], channels: [], attachments: [] };

export function together(parts: readonly Named[]): Named {
  return {
    users: parts.flatMap((part) => part.users),
    roles: parts.flatMap((part) => part.roles),
    channels: parts.flatMap((part) => part.channels),
    attachments: parts.flatMap((part) => part.attachments),
  };
}

export function guildOf(world: World, channel: Channel): Guild | undefined {
  return channel.kind === "direct" ? undefined : world.guilds.get(channel.guildId);
}

/** Which kind of thing an id names, as seen from a channel. */
export function kindOf(world: World, channel: Channel, id: Snowflake): "user" | "role" | "channel" | undefined {
  if (world.people.has(id) || id === world.application.botUserId) return "user";
  if (guildOf(world, channel)?.roles.some((role) => role.id === id) === true) return "role";
  return world.channels.has(id) ? "channel" : undefined;
}

/** The `resolved` of an interaction's data; empty tables are left out, as Discord does. */
export function resolvedObject(world: World, channel: Channel, named: Named): Record<string, unknown> | undefined {
  const guild = guildOf(world, channel);
  const members = guild === undefined ? [] : named.users.filter((id) => isMember(world, guild, id));
  const roles = (guild?.roles ?? []).map(roleObject).filter((role) => named.roles.includes(role.id));
  const tables = {
    users: table(named.users.map((id) => userObject(world, id))),
    members: Object.fromEntries(members.map((id) => [id, resolvedMember(world, { guild, channel }, id)])),
    roles: table(roles),
    channels: table(named.channels.flatMap((id) => resolvedChannel(world, channel, id))),
    attachments: table(named.attachments),
  };
  const filled = Object.entries(tables).filter(([, entries]) => Object.keys(entries).length > 0);
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}

function resolvedMember(world: World, place: { guild: Guild | undefined; channel: Channel }, id: Snowflake) {
  if (place.guild === undefined) return undefined;
  const { deaf: _deaf, mute: _mute, ...member } = memberObject(world, place.guild, id);
  return { ...member, permissions: String(permissionsIn(world, place.channel, id)) };
}

function resolvedChannel(world: World, place: Channel, id: Snowflake) {
  const channel = world.channels.get(id);
  if (channel === undefined || channel.kind === "direct") return [];
  const { name, type, parent_id, flags, guild_id, ...rest } = channelObject(world, channel);
  const permissions = String(
    permissionsIn(world, channel, place.kind === "direct" ? place.personId : world.application.botUserId),
  );
  return [{ id, name, type, ...kindly(rest), parent_id, flags, guild_id, permissions }];
}

/** What a channel has and a thread has not, and the other way round. */
function kindly(rest: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = "thread_metadata" in rest ? ["thread_metadata"] : ["topic", "position", "nsfw"];
  return Object.fromEntries(names.map((name) => [name, rest[name]]));
}

function table<Item extends { readonly id: string }>(items: readonly Item[]): Readonly<Record<string, Item>> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}
