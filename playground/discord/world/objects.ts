import { ChannelType, GuildMemberFlags } from "discord-api-types/v10";
import type { APIUser, Snowflake, UserFlags } from "discord-api-types/v10";
import { roleIdsOf } from "./permissions.ts";
import { timeOf } from "./snowflake.ts";
import type { Channel, Guild, Role, TextChannel, Thread, World } from "./world.ts";

// Safe: a bit set may be empty, for which the enumeration has no name.
const NO_FLAGS = 0 as UserFlags;

/** The shapes in which Discord shows people, guilds and channels to a bot. */
export function userObject(world: World, userId: Snowflake): APIUser {
  const bot = userId === world.application.botUserId;
  const person = world.people.get(userId);
  return {
    id: userId,
    username: bot ? world.application.name : (person?.username ?? "deleted_user"),
    discriminator: "0",
    global_name: bot ? null : (person?.globalName ?? null),
    avatar: null,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    public_flags: NO_FLAGS,
    flags: NO_FLAGS,
    ...(bot && { bot: true }),
  };
}

export function memberObject(world: World, guild: Guild, userId: Snowflake) {
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    flags: GuildMemberFlags.CompletedOnboarding,
    joined_at: timeOf(guild.id),
    nick: null,
    pending: false,
    premium_since: null,
    roles: [...roleIdsOf(world, guild, userId)],
    deaf: false,
    mute: false,
  };
}

export function roleObject(role: Role, position: number) {
  return {
    id: role.id,
    name: role.name,
    description: null,
    permissions: String(role.permissions),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.isManaged,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

export function channelObject(world: World, channel: Channel) {
  const last_message_id = newestPublic(world, channel.id);
  if (channel.kind === "direct") {
    return {
      id: channel.id,
      type: ChannelType.DM as const,
      flags: 0,
      last_message_id,
      recipients: [userObject(world, channel.personId)],
    };
  }
  if (channel.thread !== undefined) return threadObject(world, channel, channel.thread);
  return {
    id: channel.id,
    type: ChannelType.GuildText as const,
    flags: 0,
    last_message_id,
    name: channel.name,
    topic: channel.topic,
    guild_id: channel.guildId,
    position: channel.position,
    parent_id: null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_pin_timestamp: null,
    permission_overwrites: [...channel.overwrites],
  };
}

function threadObject(world: World, channel: TextChannel, thread: Thread) {
  const messages = world.messages.get(channel.id) ?? [];
  return {
    id: channel.id,
    type: ChannelType.PublicThread as const,
    flags: 0,
    last_message_id: newestPublic(world, channel.id),
    name: channel.name,
    guild_id: channel.guildId,
    parent_id: thread.parentId,
    owner_id: thread.ownerId,
    rate_limit_per_user: 0,
    message_count: messages.length,
    total_message_sent: messages.length,
    member_count: 1,
    thread_metadata: {
      archived: thread.isArchived,
      auto_archive_duration: thread.autoArchive,
      archive_timestamp: timeOf(channel.id),
      create_timestamp: timeOf(channel.id),
      locked: thread.isLocked,
    },
  };
}

export function guildObject(guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: "deprecated",
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: guild.roles.map(roleObject),
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 25_000_000,
    max_stage_video_channel_users: 0,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: "en-US",
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
    inventory_settings: null,
    embed_enabled: false,
    embed_channel_id: null,
  };
}

/** What GUILD_CREATE adds. Without the presence intent Discord lists the bot alone among the members. */
export function guildCreateObject(world: World, guild: Guild) {
  const botId = world.application.botUserId;
  const all = [...world.channels.values()].filter((channel) => channel.kind === "text" && channel.guildId === guild.id);
  return {
    ...guildObject(guild),
    joined_at: timeOf(guild.id),
    large: false,
    unavailable: false,
    member_count: guild.memberIds.length + 1,
    members: [{ ...memberObject(world, guild, botId), user: userObject(world, botId) }],
    channels: all.filter((channel) => !isThread(channel)).map((channel) => channelObject(world, channel)),
    threads: all.filter(isThread).map((channel) => channelObject(world, channel)),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

function isThread(channel: Channel): boolean {
  return channel.kind === "text" && channel.thread !== undefined;
}

function newestPublic(world: World, channelId: Snowflake): Snowflake | null {
  const visible = (world.messages.get(channelId) ?? []).filter((message) => message.visibleTo === undefined);
  return visible.at(-1)?.api.id ?? null;
}
