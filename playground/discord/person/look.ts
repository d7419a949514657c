import { PermissionFlagsBits } from "discord-api-types/v10";
import type { APIAttachment, Snowflake } from "discord-api-types/v10";
import { THE_APPLICATION_DID_NOT_RESPOND } from "../seen.ts";
import type { SeenChannel, SeenFile, SeenMessage } from "../seen.ts";
import { may } from "../world/permissions.ts";
import type { Channel, StoredMessage, World } from "../world/world.ts";

/** The channels a person can see: those of their guilds in order, then direct ones. */
export function seenChannels(world: World, personId: Snowflake): readonly SeenChannel[] {
  const visible = [...world.channels.values()].filter((channel) =>
    may(world, channel, personId, PermissionFlagsBits.ViewChannel),
  );
  const inServers = visible.filter((channel) => channel.kind === "text");
  const texts = inServers
    .filter(({ thread }) => thread === undefined)
    .toSorted((one, other) => one.position - other.position)
    .flatMap((channel) => [channel, ...inServers.filter(({ thread }) => thread?.parentId === channel.id)]);
  const directs = visible.filter((channel) => channel.kind === "direct");
  return [...texts, ...directs].map((channel) => seenChannel(world, channel, personId));
}

/** What a person sees in a channel, oldest first. */
export function seenMessages(world: World, channelId: Snowflake, personId: Snowflake): readonly SeenMessage[] {
  const channel = world.channels.get(channelId);
  if (channel === undefined || !may(world, channel, personId, PermissionFlagsBits.ViewChannel)) return [];
  return visibleTo(world, channel, personId).map((stored) => seenMessage(world, stored, personId));
}

/** A message by its id, wherever this person can see it. */
export function visibleMessage(world: World, messageId: Snowflake, personId: Snowflake): StoredMessage | undefined {
  return [...world.channels.values()]
    .filter((channel) => may(world, channel, personId, PermissionFlagsBits.ViewChannel))
    .flatMap((channel) => visibleTo(world, channel, personId))
    .find((stored) => stored.api.id === messageId);
}

export function nameOf(world: World, userId: Snowflake): string {
  if (userId === world.application.botUserId) return world.application.name;
  return world.people.get(userId)?.globalName ?? "Deleted User";
}

function visibleTo(world: World, channel: Channel, personId: Snowflake): readonly StoredMessage[] {
  return (world.messages.get(channel.id) ?? []).filter(
    (stored) => !stored.isDismissed && (stored.visibleTo === undefined || stored.visibleTo === personId),
  );
}

function seenChannel(world: World, channel: Channel, personId: Snowflake): SeenChannel {
  const lastMessageId = visibleTo(world, channel, personId).at(-1)?.api.id;
  const shared = {
    id: channel.id,
    mayPost: may(world, channel, personId, PermissionFlagsBits.SendMessages),
    ...(lastMessageId !== undefined && { lastMessageId }),
  };
  if (channel.kind === "direct") return { ...shared, kind: "direct", name: world.application.name };

  const guild = world.guilds.get(channel.guildId);
  return {
    ...shared,
    kind: channel.thread === undefined ? "text" : "thread",
    ...(channel.thread !== undefined && { parentId: channel.thread.parentId }),
    name: channel.name,
    ...(channel.topic !== null && { topic: channel.topic }),
    ...(guild !== undefined && { guild: { id: guild.id, name: guild.name } }),
  };
}

function seenMessage(world: World, stored: StoredMessage, personId: Snowflake): SeenMessage {
  const { api, answers } = stored;
  const state = stateOf(world, stored);
  return {
    id: api.id,
    channelId: api.channel_id,
    author: { id: api.author.id, name: nameOf(world, api.author.id), isBot: api.author.bot === true },
    state,
    isEphemeral: stored.visibleTo !== undefined,
    isMentioningMe: api.mention_everyone || api.mentions.some((user) => user.id === personId),
    content: state === "failed" ? THE_APPLICATION_DID_NOT_RESPOND : api.content,
    embeds: api.embeds,
    components: api.components ?? [],
    attachments: api.attachments.map(seenFile),
    createdAt: api.timestamp,
    ...(answers !== undefined && { inAnswerTo: { ...answers, userName: nameOf(world, answers.userId) } }),
    ...(api.edited_timestamp !== null && { editedAt: api.edited_timestamp }),
    ...(state !== "failed" && { raw: api }),
  };
}

/** A thinking message fails when the token that could have filled it is over. */
function stateOf(world: World, stored: StoredMessage): SeenMessage["state"] {
  const isLate = Date.now() - Date.parse(stored.api.timestamp) > world.limits.token;
  return stored.state === "thinking" && isLate ? "failed" : stored.state;
}

function seenFile(attachment: APIAttachment): SeenFile {
  return {
    id: attachment.id,
    name: attachment.filename,
    url: attachment.url,
    contentType: attachment.content_type ?? "application/octet-stream",
    size: attachment.size,
    ...(attachment.description !== undefined && { description: attachment.description }),
  };
}
