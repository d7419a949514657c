import { GatewayIntentBits, PermissionFlagsBits } from "discord-api-types/v10";
import type { Snowflake } from "discord-api-types/v10";
import { invalidField, refusal } from "../errors.ts";
import * as limits from "../../schema/limits.ts";
import { requireGuild, requireVisible } from "../../world/channels.ts";
import { channelObject, guildObject, memberObject, roleObject, userObject } from "../../world/objects.ts";
import { isMember, may } from "../../world/permissions.ts";
import type { Guild, World } from "../../world/world.ts";
import { parameter } from "../call.ts";
import type { Call, Route } from "../call.ts";

/** Guilds, their channels, roles and members, to read. */
export const guildRoutes: readonly Route[] = [
  { method: "GET", path: "/guilds/:guild_id", handle: (call) => ({ body: guildObject(guildOf(call)) }) },
  {
    method: "GET",
    path: "/guilds/:guild_id/channels",
    handle: (call) => ({ body: channelsOf(call.world, guildOf(call)) }),
  },
  { method: "GET", path: "/guilds/:guild_id/roles", handle: (call) => ({ body: guildOf(call).roles.map(roleObject) }) },
  {
    method: "GET",
    path: "/guilds/:guild_id/roles/:role_id",
    handle: (call) => {
      const roles = guildOf(call).roles.map(roleObject);
      const role = roles.find((each) => each.id === parameter(call, "role_id"));
      if (role === undefined) throw refusal("unknownRole");
      return { body: role };
    },
  },
  { method: "GET", path: "/guilds/:guild_id/members", handle: (call) => ({ body: pageOfMembers(call) }) },
  { method: "GET", path: "/guilds/:guild_id/members/search", handle: (call) => ({ body: searchedMembers(call) }) },
  {
    method: "GET",
    path: "/guilds/:guild_id/members/:user_id",
    handle: (call) => {
      const guild = guildOf(call);
      const userId = parameter(call, "user_id");
      if (isMember(call.world, guild, userId)) return { body: member(call.world, guild, userId) };
      throw refusal(call.world.people.has(userId) ? "unknownMember" : "unknownUser");
    },
  },
  {
    method: "GET",
    path: "/channels/:channel_id",
    handle: (call) => ({ body: channelObject(call.world, requireVisible(call.world, parameter(call, "channel_id"))) }),
  },
];

function guildOf(call: Call): Guild {
  return requireGuild(call.world, parameter(call, "guild_id"));
}

function member(world: World, guild: Guild, userId: Snowflake) {
  return { ...memberObject(world, guild, userId), user: userObject(world, userId) };
}

function channelsOf(world: World, guild: Guild) {
  return [...world.channels.values()]
    .filter((channel) => channel.kind === "text" && channel.guildId === guild.id && channel.thread === undefined)
    .filter((channel) => may(world, channel, world.application.botUserId, PermissionFlagsBits.ViewChannel))
    .map((channel) => channelObject(world, channel));
}

/** Listing members needs the privileged intent switched on for the application; searching does not. */
function pageOfMembers(call: Call) {
  const { world, query } = call;
  if ((world.privilegedIntents & GatewayIntentBits.GuildMembers) === 0) throw refusal("missingAccess");
  const guild = guildOf(call);
  const after = BigInt(query.get("after") ?? "0");
  return memberIds(world, guild)
    .filter((id) => BigInt(id) > after)
    .slice(0, limitOf(call))
    .map((id) => member(world, guild, id));
}

function searchedMembers(call: Call) {
  const { world, query } = call;
  const guild = guildOf(call);
  const wanted = query.get("query")?.toLowerCase();
  if (!wanted) throw invalidField("query", "BASE_TYPE_REQUIRED", "This field is required");
  return memberIds(world, guild)
    .filter((id) => namesOf(world, id).some((name) => name.toLowerCase().startsWith(wanted)))
    .slice(0, limitOf(call))
    .map((id) => member(world, guild, id));
}

function memberIds(world: World, guild: Guild): readonly Snowflake[] {
  return [...guild.memberIds, world.application.botUserId].toSorted((one, other) =>
    BigInt(one) < BigInt(other) ? -1 : 1,
  );
}

function namesOf(world: World, userId: Snowflake): readonly string[] {
  const user = userObject(world, userId);
  return [user.username, user.global_name ?? ""];
}

function limitOf(call: Call): number {
  const limit = Number(call.query.get("limit") ?? 1);
  if (Number.isInteger(limit) && limit >= 1 && limit <= limits.MEMBER_PAGE) return limit;
  throw invalidField("limit", "NUMBER_TYPE_MAX", `int value should be between 1 and ${limits.MEMBER_PAGE}.`);
}
