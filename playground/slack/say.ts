import { messageSubscription } from "./delivery/events.ts";
import type { Inside } from "./inside.ts";
import { addMessage, removeMessage, replaceMessage } from "./messages.ts";
import type { NewMessage } from "./messages.ts";
import { messagePayload } from "./payloads.ts";
import type { Channel, Message } from "./workspace.ts";

function channelTypeOf(channel: Channel): string {
  if (channel.kind === "public") return "channel";
  return channel.kind === "private" ? "group" : "im";
}

/** Bots hear of what is said where they are, never of ephemerals. */
function announce(inside: Inside, message: Message, change: Readonly<Record<string, unknown>>): void {
  const channel = inside.workspace.channels.get(message.channel);
  const { botUserId } = inside.workspace.options.app;
  if (channel === undefined || message.ephemeralFor !== undefined || !channel.members.includes(botUserId)) return;

  const place = { channel: channel.id, channel_type: channelTypeOf(channel) };
  void inside.events.emit({ type: "message", ...place, ...change }, messageSubscription(channel));
  const isMention = message.text.includes(`<@${botUserId}>`) && !message.isFromApp && change["subtype"] === undefined;
  if (isMention && channel.kind !== "app") void inside.events.emit({ ...change, type: "app_mention", ...place });
}

/** Adds the message and tells the bot of it where it subscribed. */
export function say(inside: Inside, message: NewMessage): Message {
  const added = addMessage(inside.workspace, message);
  announce(inside, added, { ...messagePayload(inside.workspace, added), event_ts: added.ts });
  return added;
}

export function edit(inside: Inside, before: Message, after: Message): Message {
  replaceMessage(inside.workspace, after);
  const { workspace } = inside;
  const [message, previous_message] = [messagePayload(workspace, after), messagePayload(workspace, before)];
  const ts = workspace.ids.ts();
  announce(inside, after, { subtype: "message_changed", hidden: true, message, previous_message, ts, event_ts: ts });
  return after;
}

export function unsay(inside: Inside, message: Message): void {
  removeMessage(inside.workspace, message);
  const ts = inside.workspace.ids.ts();
  const previous_message = messagePayload(inside.workspace, message);
  const deleted = { deleted_ts: message.ts, previous_message, ts, event_ts: ts };
  announce(inside, message, { subtype: "message_deleted", hidden: true, ...deleted });
}
