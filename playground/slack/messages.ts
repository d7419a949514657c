import { isMember } from "./channels.ts";
import { changed } from "./workspace.ts";
import type { Message, Workspace } from "./workspace.ts";

export type NewMessage = Omit<Message, "ts" | "reactions" | "isPinned" | "attachments" | "blocks" | "fileIds"> &
  Partial<Pick<Message, "attachments" | "blocks" | "fileIds">>;

export function addMessage(workspace: Workspace, message: NewMessage): Message {
  const added: Message = {
    blocks: [],
    attachments: [],
    fileIds: [],
    ...message,
    ts: workspace.ids.ts(),
    reactions: [],
    isPinned: false,
  };
  workspace.messages.set(message.channel, [...(workspace.messages.get(message.channel) ?? []), added]);
  changed(workspace);
  return added;
}

export function replaceMessage(workspace: Workspace, next: Message): Message {
  const list = workspace.messages.get(next.channel) ?? [];
  workspace.messages.set(
    next.channel,
    list.map((message) => (message.ts === next.ts ? next : message)),
  );
  changed(workspace);
  return next;
}

export function removeMessage(workspace: Workspace, { channel, ts }: Pick<Message, "channel" | "ts">): void {
  const list = workspace.messages.get(channel) ?? [];
  workspace.messages.set(
    channel,
    list.filter((message) => message.ts !== ts),
  );
  changed(workspace);
}

export function findMessage(workspace: Workspace, channel: string, ts: string): Message | undefined {
  return workspace.messages.get(channel)?.find((message) => message.ts === ts);
}

/** What everyone in the channel sees: ephemerals have no place in a history. */
export function history(workspace: Workspace, channel: string): readonly Message[] {
  return (workspace.messages.get(channel) ?? []).filter((message) => message.ephemeralFor === undefined);
}

export function isReply(message: Message): boolean {
  return message.threadTs !== undefined && message.threadTs !== message.ts;
}

/** Replies in a thread, without its parent. */
export function repliesTo(workspace: Workspace, parent: Pick<Message, "channel" | "ts">): readonly Message[] {
  return history(workspace, parent.channel).filter((message) => isReply(message) && message.threadTs === parent.ts);
}

/** Oldest first, ephemerals for this person among them. */
export function seenBy(workspace: Workspace, userId: string, channelId: string): readonly Message[] {
  const channel = workspace.channels.get(channelId);
  if (channel === undefined || (channel.kind !== "public" && !isMember(channel, userId))) return [];

  return (workspace.messages.get(channelId) ?? []).filter(
    ({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === userId,
  );
}
