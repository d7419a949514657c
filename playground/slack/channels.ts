import { SlackProblem } from "./problem.ts";
import { changed } from "./workspace.ts";
import type { Channel, Workspace } from "./workspace.ts";

export function isMember(channel: Channel, userId: string): boolean {
  return channel.members.includes(userId);
}

/** Private channels and other people's direct messages do not exist for those outside. */
export function mayKnow(channel: Channel, userId: string): boolean {
  return channel.kind === "public" || isMember(channel, userId);
}

export function setMembers(workspace: Workspace, channel: Channel, members: readonly string[]): Channel {
  const next = { ...channel, members };
  workspace.channels.set(channel.id, next);
  changed(workspace);
  return next;
}

function findDirect(workspace: Workspace, one: string, other: string): Channel | undefined {
  return [...workspace.channels.values()].find(
    (channel) =>
      (channel.kind === "direct" || channel.kind === "app") && isMember(channel, one) && isMember(channel, other),
  );
}

/** Finds or opens the direct message between two. */
export function openDirect(workspace: Workspace, one: string, other: string): { channel: Channel; isNew: boolean } {
  const found = findDirect(workspace, one, other);
  if (found !== undefined) return { channel: found, isNew: false };

  const { botUserId } = workspace.options.app;
  const channel: Channel = {
    id: workspace.ids.make("D"),
    name: "",
    kind: one === botUserId || other === botUserId ? "app" : "direct",
    members: [one, other],
    isArchived: false,
    topic: "",
    creator: one,
    created: Math.floor(workspace.now() / 1_000),
  };
  workspace.channels.set(channel.id, channel);
  changed(workspace);
  return { channel, isNew: true };
}

/** The channel as the bot may know it: by id, or by name with or without `#`. */
export function channelForBot(workspace: Workspace, reference: string): Channel {
  const { botUserId } = workspace.options.app;
  const name = reference.replace(/^#/, "");
  const channel =
    workspace.channels.get(reference) ??
    [...workspace.channels.values()].find((other) => other.name !== "" && other.name === name);
  if (channel === undefined || !mayKnow(channel, botUserId)) throw new SlackProblem("channel_not_found");
  return channel;
}

/** Opens the bot's direct message with a person, refusing those whom a bot cannot write to. */
export function openDirectWithBot(workspace: Workspace, userId: string): { channel: Channel; isNew: boolean } {
  const { app } = workspace.options;
  if (userId === app.botUserId) throw new SlackProblem("cannot_dm_bot");

  const person = workspace.people.get(userId);
  if (person === undefined) throw new SlackProblem("user_not_found");
  if (person.deactivated === true) throw new SlackProblem("user_disabled");
  return openDirect(workspace, app.botUserId, userId);
}
