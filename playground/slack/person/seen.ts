import type { SeenChannel, SeenFile, SeenMessage, SeenView, SlackJson } from "../seen.ts";
import { isMember, mayKnow } from "../channels.ts";
import type { Inside } from "../inside.ts";
import { isReply, repliesTo, seenBy } from "../messages.ts";
import { nameOf } from "../people-payloads.ts";
import type { Channel, Message, StoredFile, View } from "../workspace.ts";

/** One person at their client. */
export interface Acting {
  readonly inside: Inside;
  readonly userId: string;
}

function nameShownTo({ inside, userId }: Acting, channel: Channel): string {
  if (channel.kind === "public" || channel.kind === "private") return channel.name;
  const other = channel.members.find((member) => member !== userId) ?? userId;
  return inside.workspace.people.get(other)?.realName ?? inside.workspace.options.app.name;
}

function seenChannel(acting: Acting, channel: Channel): SeenChannel {
  const latestTs = seenBy(acting.inside.workspace, acting.userId, channel.id).at(-1)?.ts;
  return {
    id: channel.id,
    name: nameShownTo(acting, channel),
    kind: channel.kind,
    isMember: isMember(channel, acting.userId),
    isArchived: channel.isArchived,
    topic: channel.topic,
    members: channel.members,
    ...(latestTs !== undefined && { latestTs }),
  };
}

export function seenChannels(acting: Acting): readonly SeenChannel[] {
  return [...acting.inside.workspace.channels.values()]
    .filter((channel) => mayKnow(channel, acting.userId))
    .map((channel) => seenChannel(acting, channel));
}

/** The channel, if this person can see it. */
export function channelFor({ inside, userId }: Acting, channelId: string): Channel | undefined {
  const channel = inside.workspace.channels.get(channelId);
  return channel !== undefined && mayKnow(channel, userId) ? channel : undefined;
}

export function messageIdOf({ channel, ts }: Pick<Message, "channel" | "ts">): string {
  return `${channel}/${ts}`;
}

export function seenFile(file: StoredFile): SeenFile {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    size: file.content?.byteLength ?? 0,
    ...(file.altText !== undefined && { altText: file.altText }),
  };
}

function seenMessage({ inside }: Acting, message: Message): SeenMessage {
  const { workspace } = inside;
  return {
    id: messageIdOf(message),
    channelId: message.channel,
    ts: message.ts,
    ...(message.threadTs !== undefined && { threadTs: message.threadTs }),
    authorId: message.author,
    authorName: workspace.people.get(message.author)?.realName ?? nameOf(workspace, message.author),
    isFromApp: message.isFromApp,
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    files: message.fileIds.flatMap((id) => workspace.files.get(id) ?? []).map(seenFile),
    isEphemeral: message.ephemeralFor !== undefined,
    isEdited: message.editedTs !== undefined,
    isPinned: message.isPinned,
    reactions: message.reactions,
    replyCount: isReply(message) ? 0 : repliesTo(workspace, message).length,
  };
}

export function seenMessages(acting: Acting, channelId: string, threadTs?: string): readonly SeenMessage[] {
  return seenBy(acting.inside.workspace, acting.userId, channelId)
    .filter((message) =>
      threadTs === undefined ? !isReply(message) : message.ts === threadTs || message.threadTs === threadTs,
    )
    .map((message) => seenMessage(acting, message));
}

function jsonField(view: View, key: string): SlackJson | undefined {
  const value = view.content[key];
  // Safe: a view's title, submit and close are text objects, or it would not have been accepted.
  return typeof value === "object" && value !== null ? (value as SlackJson) : undefined;
}

export function seenView(view: View): SeenView {
  const [title, submit, close] = ["title", "submit", "close"].map((key) => jsonField(view, key));
  const callbackId = view.content["callback_id"];
  return {
    id: view.id,
    type: view.type,
    ...(title !== undefined && { title }),
    ...(submit !== undefined && { submit }),
    ...(close !== undefined && { close }),
    blocks: view.content.blocks,
    callbackId: typeof callbackId === "string" ? callbackId : "",
    hash: view.hash,
    values: view.values,
    errors: view.errors,
  };
}
