import { isMember, setMembers } from "../channels.ts";
import type { NotPossible, SlackJson } from "../seen.ts";
import { changed } from "../workspace.ts";
import type { Channel } from "../workspace.ts";
import { notPossible } from "./place.ts";
import { channelFor } from "./seen.ts";
import type { Acting } from "./seen.ts";

type Family = "channel" | "group";

/** A channel with people in it; undefined where this person is not. */
function roomOf(acting: Acting, channelId: string): Channel | undefined {
  const channel = channelFor(acting, channelId);
  const isRoom = channel?.kind === "public" || channel?.kind === "private";
  return channel !== undefined && isRoom && isMember(channel, acting.userId) ? channel : undefined;
}

function familyOf({ kind }: Channel): Family {
  return kind === "private" ? "group" : "channel";
}

/** Bots hear of channels that they are in. */
function tell({ inside }: Acting, channel: Channel, event: SlackJson & { readonly type: string }): void {
  const { workspace } = inside;
  if (!isMember(channel, workspace.options.app.botUserId)) return;
  void inside.events.emit({ ...event, event_ts: workspace.ids.ts() });
}

function replace({ inside }: Acting, next: Channel): void {
  inside.workspace.channels.set(next.id, next);
  changed(inside.workspace);
}

/** Takes somebody, or the bot, out of a channel. */
export function remove(acting: Acting, channelId: string, userId: string): NotPossible | undefined {
  const channel = roomOf(acting, channelId);
  if (channel === undefined) return notPossible("you are not in that channel");
  if (!isMember(channel, userId)) return notPossible("they are not there");

  const { workspace } = acting.inside;
  const left = { channel: channel.id, team: workspace.options.team.id };
  if (userId === workspace.options.app.botUserId)
    tell(acting, channel, { type: `${familyOf(channel)}_left`, channel: channel.id, actor_id: acting.userId });
  tell(acting, channel, { type: "member_left_channel", user: userId, ...left, channel_type: kindLetter(channel) });
  const members = channel.members.filter((member) => member !== userId);
  setMembers(workspace, channel, members);
  return undefined;
}

function kindLetter({ kind }: Channel): "C" | "G" {
  return kind === "public" ? "C" : "G";
}

export function archive(acting: Acting, channelId: string, isArchived: boolean): NotPossible | undefined {
  const channel = roomOf(acting, channelId);
  if (channel === undefined) return notPossible("you are not in that channel");
  if (channel.isArchived === isArchived) return notPossible(isArchived ? "it is archived" : "it is not archived");

  replace(acting, { ...channel, isArchived });
  const type = `${familyOf(channel)}_${isArchived ? "archive" : "unarchive"}`;
  tell(acting, channel, { type, channel: channel.id, user: acting.userId });
  return undefined;
}

export function rename(acting: Acting, channelId: string, name: string): NotPossible | undefined {
  const channel = roomOf(acting, channelId);
  if (channel === undefined) return notPossible("you are not in that channel");

  replace(acting, { ...channel, name });
  const { created } = channel;
  tell(acting, channel, { type: `${familyOf(channel)}_rename`, channel: { id: channel.id, name, created } });
  return undefined;
}

/** What was public is for its members alone from now on; its id stays. */
export function makePrivate(acting: Acting, channelId: string): NotPossible | undefined {
  const channel = roomOf(acting, channelId);
  if (channel?.kind !== "public") return notPossible("there is no such public channel of yours");

  replace(acting, { ...channel, kind: "private" });
  return undefined;
}
