import { GatewayIntentBits, MessageFlags, MessageType } from "discord-api-types/v10";
import type { APIAttachment, APIMessage, Snowflake } from "discord-api-types/v10";
import { invalidField, refusal } from "../rest/errors.ts";
import type { MessageBody } from "../schema/message.ts";
import * as limits from "../schema/limits.ts";
import { displayedText, storedComponents, storedEmbeds } from "./content.ts";
import { storeFile } from "./files.ts";
import type { UploadedFile } from "./files.ts";
import { mentionsOf } from "./mentions.ts";
import { memberObject, userObject } from "./objects.ts";
import { audience } from "./permissions.ts";
import { timeOf, timestamp } from "./snowflake.ts";
import type { Channel, StoredMessage, World } from "./world.ts";

/** The flags a bot may set itself; others are dropped, as Discord does. */
const SETTABLE = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

export interface Draft {
  readonly channel: Channel;
  readonly authorId: Snowflake;
  readonly body: MessageBody;
  /** By the index that `attachments[].id` refers to. */
  readonly files: ReadonlyMap<string, UploadedFile>;
  readonly visibleTo?: Snowflake;
  readonly answers?: { readonly userId: Snowflake; readonly command: string };
  /** `sent` when left out. */
  readonly state?: StoredMessage["state"];
  /** Fields that follow from where the message comes from: nonce, type, interaction metadata. */
  readonly extra?: Partial<APIMessage>;
}

/** Adds a message and tells everybody who may know. 50006 when there is nothing in it. */
export function createMessage(world: World, draft: Draft): StoredMessage {
  const { channel, visibleTo } = draft;
  const id = world.nextId();
  const api = content(world, draft, {
    id,
    channel_id: channel.id,
    author: userObject(world, draft.authorId),
    timestamp: timeOf(id),
    edited_timestamp: null,
    tts: draft.body.tts ?? false,
    pinned: false,
    type: MessageType.Default,
    attachments: [],
    flags:
      (visibleTo === undefined ? 0 : MessageFlags.Ephemeral) | (draft.state === "thinking" ? MessageFlags.Loading : 0),
    ...draft.extra,
  });
  const stored: StoredMessage = {
    api,
    state: draft.state ?? "sent",
    isDismissed: false,
    ...(visibleTo !== undefined && { visibleTo }),
    ...(draft.answers !== undefined && { answers: draft.answers }),
  };
  world.messages.set(channel.id, [...(world.messages.get(channel.id) ?? []), stored]);
  announce(world, channel, { stored, event: "MESSAGE_CREATE" });
  return stored;
}

/** Changes a message in place: fields left out stay, null empties. A thinking one becomes sent. */
export function editMessage(
  world: World,
  stored: StoredMessage,
  change: { readonly body: MessageBody; readonly files: ReadonlyMap<string, UploadedFile> },
): void {
  const channel = channelOf(world, stored);
  const wasThinking = stored.state === "thinking";
  stored.api = content(
    world,
    { channel, authorId: stored.api.author.id, ...change },
    {
      ...stored.api,
      edited_timestamp: wasThinking ? null : timestamp(Date.now()),
      flags: (stored.api.flags ?? 0) & ~MessageFlags.Loading,
    },
  );
  stored.state = "sent";
  announce(world, channel, { stored, event: "MESSAGE_UPDATE" });
}

export function deleteMessage(world: World, stored: StoredMessage): void {
  const channel = channelOf(world, stored);
  const rest = (world.messages.get(channel.id) ?? []).filter((other) => other !== stored);
  world.messages.set(channel.id, rest);
  announce(world, channel, { stored, event: "MESSAGE_DELETE" });
}

export function findMessage(world: World, channelId: Snowflake, messageId: Snowflake): StoredMessage | undefined {
  return (world.messages.get(channelId) ?? []).find((message) => message.api.id === messageId);
}

/** Tells the people who can see a message that something about it changed, and nobody else. */
export function noticeMessage(world: World, stored: StoredMessage): void {
  world.changed(stored.visibleTo === undefined ? audience(world, channelOf(world, stored)) : [stored.visibleTo]);
}

function channelOf(world: World, stored: StoredMessage): Channel {
  const channel = world.channels.get(stored.api.channel_id);
  if (channel === undefined) throw refusal("unknownChannel");
  return channel;
}

type Frame = Omit<APIMessage, "content" | "embeds" | "mentions" | "mention_roles" | "mention_everyone"> &
  Partial<Pick<APIMessage, "content" | "embeds">>;

function content(
  world: World,
  draft: Pick<Draft, "channel" | "authorId" | "body" | "files" | "state">,
  frame: Frame,
): APIMessage {
  const { body, channel } = draft;
  const attachments = attachmentsOf(world, draft, frame.attachments);
  const text = changed(body.content, frame.content, "");
  const embeds = changed(body.embeds && storedEmbeds(body.embeds, attachments), frame.embeds, []);
  const components = changed(body.components && storedComponents(body.components, attachments), frame.components, []);
  const flags = (frame.flags ?? 0) | ((body.flags ?? 0) & SETTABLE);
  requireContent(draft, { text, legacy: embeds.length, others: components.length + attachments.length, flags });

  const mentions = mentionsOf(world, channel, {
    text: `${text}\n${displayedText(components)}`,
    authorId: draft.authorId,
    allowed: body.allowed_mentions,
  });
  return { ...frame, ...mentions, content: text, embeds, components, attachments, flags };
}

/** A field left out stays as it is; null empties it. */
function changed<Value>(given: Value | null | undefined, present: Value | undefined, empty: Value): Value {
  return given === undefined ? (present ?? empty) : (given ?? empty);
}

function requireContent(
  draft: Pick<Draft, "state">,
  parts: { text: string; legacy: number; others: number; flags: number },
): void {
  const isEmpty = parts.text.trim() === "" && parts.legacy + parts.others === 0;
  if (isEmpty && draft.state !== "thinking") throw refusal("emptyMessage");

  const hasLegacy = parts.text !== "" || parts.legacy > 0;
  if ((parts.flags & MessageFlags.IsComponentsV2) === 0 || !hasLegacy) return;
  throw invalidField(
    "content",
    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
  );
}

/** Without `attachments` all are kept and every file is added; with it, it is the list of what there will be. */
function attachmentsOf(
  world: World,
  draft: Pick<Draft, "channel" | "body" | "files">,
  present: readonly APIAttachment[],
): APIAttachment[] {
  const listed = draft.body.attachments;
  const kept = listed ? present.filter((each) => listed.some((one) => one.id === each.id)) : [...present];
  const added = [...draft.files].map(([index, file]) => {
    const described = listed?.find((one) => one.id === index);
    return storeFile(world, draft.channel.id, {
      ...file,
      name: described?.filename ?? file.name,
      ...(described?.description && { description: described.description }),
    });
  });
  if (kept.length + added.length > limits.ATTACHMENTS) {
    throw invalidField("attachments", "BASE_TYPE_MAX_LENGTH", `Must be ${limits.ATTACHMENTS} or fewer in length.`);
  }
  return [...kept, ...added];
}

function announce(world: World, channel: Channel, change: { stored: StoredMessage; event: string }): void {
  const { stored, event } = change;
  noticeMessage(world, stored);
  if (stored.visibleTo !== undefined) return;

  const isDirect = channel.kind === "direct";
  const guild = isDirect ? undefined : world.guilds.get(channel.guildId);
  const place = { channel_id: channel.id, ...(guild !== undefined && { guild_id: guild.id }) };
  const data =
    event === "MESSAGE_DELETE"
      ? { id: stored.api.id, ...place }
      : {
          ...stored.api,
          ...place,
          channel_type: isDirect ? 1 : 0,
          ...(guild !== undefined && { member: memberObject(world, guild, stored.api.author.id) }),
        };
  world.dispatch({
    name: event,
    data,
    intents: isDirect ? GatewayIntentBits.DirectMessages : GatewayIntentBits.GuildMessages,
  });
}
