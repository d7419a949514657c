import {
  GatewayIntentBits,
  MessageFlags,
  MessageReferenceType,
  MessageType,
  PermissionFlagsBits,
} from "discord-api-types/v10";
import type { APIMessage } from "discord-api-types/v10";
import { parseForm } from "../../schema/form.ts";
import * as limits from "../../schema/limits.ts";
import { messageBody, newMessage } from "../../schema/message.ts";
import type { NewMessage } from "../../schema/message.ts";
import { requirePermission, requireReachable, requireVisible } from "../../world/channels.ts";
import { createMessage, deleteMessage, editMessage, findMessage } from "../../world/messages.ts";
import type { Channel, StoredMessage, World } from "../../world/world.ts";
import { parameter } from "../call.ts";
import type { Call, Route } from "../call.ts";
import { invalidField, refusal } from "../errors.ts";

const MESSAGES = "/channels/:channel_id/messages";
/** "The past few minutes" is all that is documented. */
const NONCE_MILLISECONDS = 300_000;

/** Messages the bot sends, reads, edits and deletes of its own accord. */
export const messageRoutes: readonly Route[] = [
  { method: "POST", path: MESSAGES, handle: (call) => ({ body: send(call) }) },
  { method: "GET", path: MESSAGES, handle: (call) => ({ body: page(call) }) },
  {
    method: "GET",
    path: `${MESSAGES}/:message_id`,
    handle: (call) => ({ body: shown(call.world, channelOf(call), ownOrForeign(call)) }),
  },
  {
    method: "PATCH",
    path: `${MESSAGES}/:message_id`,
    handle: (call) => {
      const stored = ownOrForeign(call);
      if (stored.api.author.id !== call.world.application.botUserId) throw refusal("notAuthor");
      const body = parseForm(messageBody, withFlags(call.body, stored));
      editMessage(call.world, stored, { body, files: call.files });
      return { body: stored.api };
    },
  },
  {
    method: "DELETE",
    path: `${MESSAGES}/:message_id`,
    handle: (call) => {
      const stored = ownOrForeign(call);
      const isOwn = stored.api.author.id === call.world.application.botUserId;
      if (!isOwn && channelOf(call).kind === "direct") throw refusal("notOnDirectChannels");
      if (!isOwn) requirePermission(call.world, channelOf(call), PermissionFlagsBits.ManageMessages);
      deleteMessage(call.world, stored);
      return undefined;
    },
  },
  {
    method: "POST",
    path: "/channels/:channel_id/typing",
    handle: (call) => {
      requirePermission(call.world, channelOf(call), PermissionFlagsBits.SendMessages);
      return undefined;
    },
  },
];

/** Components V2 once is Components V2 for good, so an edit is read as if it said so. */
export function withFlags(body: unknown, stored: StoredMessage): unknown {
  if (typeof body !== "object" || body === null) return body;
  const flags = "flags" in body && typeof body.flags === "number" ? body.flags : 0;
  return { ...body, flags: flags | ((stored.api.flags ?? 0) & MessageFlags.IsComponentsV2) };
}

function send(call: Call): APIMessage {
  const { world } = call;
  const channel = channelOf(call);
  requirePermission(world, channel, PermissionFlagsBits.SendMessages);
  const body = parseForm(newMessage, call.body);
  if (body.embeds?.length) requirePermission(world, channel, PermissionFlagsBits.EmbedLinks);
  if (call.files.size > 0) requirePermission(world, channel, PermissionFlagsBits.AttachFiles);
  requireReachable(world, channel);
  requireOpenThread(world, channel);
  const known = sameNonce(world, channel, body);
  if (known !== undefined) return known.api;

  const extra = { ...reference(world, channel, body), ...(body.nonce && { nonce: body.nonce }) };
  return createMessage(world, { channel, authorId: world.application.botUserId, body, files: call.files, extra }).api;
}

/** Whoever writes in an archived thread opens it again, unless it is locked. */
function requireOpenThread(world: World, channel: Channel): void {
  if (channel.kind !== "text" || channel.thread === undefined) return;
  if (channel.thread.isLocked) throw refusal("threadLocked");
  if (channel.thread.isArchived)
    world.channels.set(channel.id, { ...channel, thread: { ...channel.thread, isArchived: false } });
}

function sameNonce(world: World, channel: Channel, body: NewMessage): StoredMessage | undefined {
  if (body.enforce_nonce !== true || !body.nonce) return undefined;
  const oldest = Date.now() - NONCE_MILLISECONDS;
  return (world.messages.get(channel.id) ?? []).find(
    ({ api }) =>
      String(api.nonce) === String(body.nonce) &&
      api.author.id === world.application.botUserId &&
      Date.parse(api.timestamp) >= oldest,
  );
}

function reference(world: World, channel: Channel, body: NewMessage): Partial<APIMessage> {
  if (!body.message_reference) return {};
  const { message_id, fail_if_not_exists } = body.message_reference;
  const original = findMessage(world, channel.id, message_id);
  if (original !== undefined && original.visibleTo === undefined) {
    return {
      type: MessageType.Reply,
      message_reference: { type: MessageReferenceType.Default, channel_id: channel.id, message_id },
      referenced_message: original.api,
    };
  }
  if (fail_if_not_exists === false) return {};
  throw invalidField("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
}

function page(call: Call): readonly APIMessage[] {
  const { world, query } = call;
  const channel = channelOf(call);
  requirePermission(world, channel, PermissionFlagsBits.ReadMessageHistory);
  const limit = Number(query.get("limit") ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.MESSAGE_PAGE) {
    throw invalidField("limit", "NUMBER_TYPE_MAX", `int value should be between 1 and ${limits.MESSAGE_PAGE}.`);
  }
  const before = query.get("before");
  const after = query.get("after");
  const matching = (world.messages.get(channel.id) ?? [])
    .filter((stored) => stored.visibleTo === undefined)
    .filter(({ api }) => before === null || BigInt(api.id) < BigInt(before))
    .filter(({ api }) => after === null || BigInt(api.id) > BigInt(after));
  const chosen = after === null ? matching.slice(-limit) : matching.slice(0, limit);
  return chosen.toReversed().map((stored) => shown(world, channel, stored));
}

function channelOf(call: Call): Channel {
  return requireVisible(call.world, parameter(call, "channel_id"));
}

/** Ephemeral messages do not exist for these routes. */
function ownOrForeign(call: Call): StoredMessage {
  const channel = channelOf(call);
  requirePermission(call.world, channel, PermissionFlagsBits.ReadMessageHistory);
  const stored = findMessage(call.world, channel.id, parameter(call, "message_id"));
  if (stored === undefined || stored.visibleTo !== undefined) throw refusal("unknownMessage");
  return stored;
}

function shown(world: World, channel: Channel, stored: StoredMessage): APIMessage {
  return (world.privilegedIntents & GatewayIntentBits.MessageContent) === 0
    ? withoutContent(world, channel, stored.api)
    : stored.api;
}

/** Without the message content intent a bot reads its own messages, direct ones, and those that mention it. */
export function withoutContent(world: World, channel: Channel, api: APIMessage): APIMessage {
  const botId = world.application.botUserId;
  const isOpen = channel.kind === "direct" || api.author.id === botId || api.mentions.some((user) => user.id === botId);
  return isOpen ? api : { ...api, content: "", embeds: [], attachments: [], components: [] };
}
