import { isMember, openDirect, setMembers } from "../channels.ts";
import type { NotPossible } from "../seen.ts";
import { encodeMessage } from "../escape.ts";
import { findMessage, seenBy } from "../messages.ts";
import { say } from "../say.ts";
import { showsFile } from "../slack-files.ts";
import { mimetypeOf } from "../web-api/mimetypes.ts";
import type { Channel } from "../workspace.ts";
import { refusalIn } from "./command.ts";
import { notPossible } from "./place.ts";
import { channelFor, messageIdOf, seenFile } from "./seen.ts";
import type { Acting } from "./seen.ts";

export function post(
  acting: Acting,
  channelId: string,
  said: { readonly text: string; readonly threadTs: string | undefined },
): { readonly messageId: string } | NotPossible {
  const channel = channelFor(acting, channelId);
  if (channel === undefined) return notPossible("you are not in that channel");
  const refusal = refusalIn(acting, channel);
  if (refusal !== undefined) return refusal;
  if (said.text.trim() === "") return notPossible("there is nothing to send");

  const { workspace } = acting.inside;
  const { threadTs } = said;
  if (threadTs !== undefined && findMessage(workspace, channelId, threadTs) === undefined)
    return notPossible("there is no such thread");
  const text = encodeMessage(workspace, said.text, acting.userId);
  const author = { author: acting.userId, isFromApp: false };
  const message = say(acting.inside, {
    channel: channelId,
    ...author,
    text,
    ...(threadTs !== undefined && { threadTs }),
  });
  return { messageId: messageIdOf(message) };
}

function tellMembership(
  { inside, userId }: Acting,
  channel: Channel,
  what: { type: "member_joined_channel" | "member_left_channel"; user: string },
): void {
  const { workspace } = inside;
  // The bot hears of channels that it is in, and of its own coming.
  if (!isMember(channel, workspace.options.app.botUserId)) return;
  const channel_type = channel.kind === "public" ? "C" : "G";
  const inviter = what.user === userId ? {} : { inviter: userId };
  const place = { channel: channel.id, channel_type, team: workspace.options.team.id, event_ts: workspace.ids.ts() };
  void inside.events.emit({ type: what.type, user: what.user, ...place, ...inviter });
}

function add(acting: Acting, channel: Channel, user: string): void {
  const next = setMembers(acting.inside.workspace, channel, [...channel.members, user]);
  tellMembership(acting, next, { type: "member_joined_channel", user });
}

export function join(acting: Acting, channelId: string): NotPossible | undefined {
  const channel = channelFor(acting, channelId);
  if (channel === undefined || channel.kind !== "public") return notPossible("there is no such channel to join");
  if (channel.isArchived) return notPossible("the channel is archived");
  if (isMember(channel, acting.userId)) return notPossible("you are there already");
  add(acting, channel, acting.userId);
  return undefined;
}

export function leave(acting: Acting, channelId: string): NotPossible | undefined {
  const channel = channelFor(acting, channelId);
  const isRoom = channel?.kind === "public" || channel?.kind === "private";
  if (channel === undefined || !isRoom || !isMember(channel, acting.userId))
    return notPossible("you are not in that channel");

  const members = channel.members.filter((member) => member !== acting.userId);
  const next = setMembers(acting.inside.workspace, channel, members);
  tellMembership(acting, next, { type: "member_left_channel", user: acting.userId });
  return undefined;
}

export function invite(acting: Acting, channelId: string, userId: string): NotPossible | undefined {
  const { people, options } = acting.inside.workspace;
  const channel = channelFor(acting, channelId);
  const isRoom = channel?.kind === "public" || channel?.kind === "private";
  if (channel === undefined || !isRoom || !isMember(channel, acting.userId))
    return notPossible("you are not in that channel");
  if (!people.has(userId) && userId !== options.app.botUserId) return notPossible("there is no such person");
  if (isMember(channel, userId)) return notPossible("they are there already");
  add(acting, channel, userId);
  return undefined;
}

/** The direct message with a person or the bot; its id. */
export function direct({ inside, userId }: Acting, other: string): string {
  return openDirect(inside.workspace, userId, other).channel.id;
}

export function upload(
  { inside, userId }: Acting,
  file: { name: string; content: Uint8Array; mimetype: string | undefined },
): string {
  const { workspace } = inside;
  const id = workspace.ids.make("F");
  workspace.files.set(id, {
    id,
    owner: userId,
    name: file.name,
    title: file.name,
    mimetype: file.mimetype ?? mimetypeOf(file.name),
    content: file.content,
    expectedLength: file.content.byteLength,
    channels: [],
    isComplete: true,
    completedAt: 0,
    created: Math.floor(workspace.now() / 1_000),
  });
  return id;
}

/** In a message or a view of theirs. */
function isShownTo({ inside, userId }: Acting, fileId: string): boolean {
  const { workspace } = inside;
  const views = [...workspace.views.values()].filter((view) => view.userId === userId);
  const messages = [...workspace.channels.keys()].flatMap((channel) => seenBy(workspace, userId, channel));
  return [...views.map(({ content }) => content.blocks), ...messages.map(({ blocks }) => blocks)].some((blocks) =>
    showsFile(blocks, fileId),
  );
}

/** A file of their own, one shared where they are, or one that they are shown. */
export function readFile(acting: Acting, fileId: string) {
  const file = acting.inside.workspace.files.get(fileId);
  if (file?.content === undefined) return undefined;
  const maySee =
    file.owner === acting.userId ||
    file.channels.some((channelId) => channelFor(acting, channelId) !== undefined) ||
    isShownTo(acting, fileId);
  return maySee ? { file: seenFile(file), content: file.content } : undefined;
}
