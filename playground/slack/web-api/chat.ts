import { channelForBot, isMember, openDirectWithBot } from "../channels.ts";
import { readContent, readMetadata } from "../content.ts";
import type { SlackJson } from "../seen.ts";
import type { Inside } from "../inside.ts";
import { findMessage } from "../messages.ts";
import { messagePayload } from "../payloads.ts";
import { invalidArguments, SlackProblem } from "../problem.ts";
import { edit, say, unsay } from "../say.ts";
import type { Channel, Message } from "../workspace.ts";
import type { Args } from "./args.ts";
import type { Call, Methods } from "./method.ts";

/** A person's id stands for the direct message with them. */
function targetOf(inside: Inside, reference: string): Channel {
  if (/^[UW][A-Z0-9]+$/.test(reference) && !inside.workspace.channels.has(reference)) {
    if (!inside.workspace.people.has(reference)) throw new SlackProblem("channel_not_found");
    return openDirectWithBot(inside.workspace, reference).channel;
  }
  return channelForBot(inside.workspace, reference);
}

/** The channel, if the bot may speak there. */
export function requireSpeakable(inside: Inside, reference: string): Channel {
  const channel = targetOf(inside, reference);
  const { app } = inside.workspace.options;
  if (channel.isArchived) throw new SlackProblem("is_archived");
  if (channel.kind === "app" && app.messagesTab === false) throw new SlackProblem("messages_tab_disabled");

  const maySpeakAnywhere = channel.kind === "public" && app.botScopes.includes("chat:write.public");
  if (!isMember(channel, app.botUserId) && !maySpeakAnywhere) throw new SlackProblem("not_in_channel");
  return channel;
}

function givenContent(args: Args): { text?: unknown; blocks?: unknown; attachments?: unknown } {
  return {
    text: args.text("text"),
    blocks: args.structure("blocks", "invalid_blocks_format"),
    attachments: args.structure("attachments", "invalid_attachments"),
  };
}

function threadOf(inside: Inside, channel: Channel, args: Args): { threadTs?: string } {
  const threadTs = args.text("thread_ts");
  if (threadTs === undefined) return {};

  const parent = findMessage(inside.workspace, channel.id, threadTs);
  if (parent === undefined) throw new SlackProblem("thread_not_found");
  if (parent.threadTs !== undefined && parent.threadTs !== parent.ts) throw new SlackProblem("cannot_reply_to_message");
  return { threadTs };
}

function postMessage({ inside, args }: Call): SlackJson {
  const channel = requireSpeakable(inside, args.requireText("channel"));
  const metadata = readMetadata(args.structure("metadata", "invalid_metadata_format"));
  const message = say(inside, {
    channel: channel.id,
    author: inside.workspace.options.app.botUserId,
    isFromApp: true,
    ...readContent(inside.workspace, givenContent(args)),
    ...threadOf(inside, channel, args),
    ...(metadata !== undefined && { metadata }),
  });
  return { channel: channel.id, ts: message.ts, message: messagePayload(inside.workspace, message, true) };
}

function postEphemeral({ inside, args }: Call): SlackJson {
  const channel = requireSpeakable(inside, args.requireText("channel"));
  const userId = args.requireText("user");
  if (!isMember(channel, userId)) throw new SlackProblem("user_not_in_channel");

  const message = say(inside, {
    channel: channel.id,
    author: inside.workspace.options.app.botUserId,
    isFromApp: true,
    ephemeralFor: userId,
    ...readContent(inside.workspace, givenContent(args)),
    ...threadOf(inside, channel, args),
  });
  return { message_ts: message.ts };
}

/** The bot's own message. An ephemeral one is not found: it can be changed by its response URL only. */
function requireOwn(call: Call, refusal: string): Message {
  const { workspace } = call.inside;
  const channel = channelForBot(workspace, call.args.requireText("channel"));
  const message = findMessage(workspace, channel.id, call.args.requireText("ts"));
  if (message === undefined || message.ephemeralFor !== undefined) throw new SlackProblem("message_not_found");
  if (!message.isFromApp) throw new SlackProblem(refusal);
  if (channel.isArchived) throw new SlackProblem("is_archived");
  return message;
}

/** docs.slack.dev/reference/methods/chat.update: blocks and attachments that are not given stay; an empty list takes them away. */
function update(call: Call): SlackJson {
  const { inside, args } = call;
  const before = requireOwn(call, "cant_update_message");
  const given = givenContent(args);
  const content = readContent(inside.workspace, given, before.fileIds.length > 0);
  const metadata = readMetadata(args.structure("metadata", "invalid_metadata_format")) ?? before.metadata;
  const after = edit(inside, before, {
    ...before,
    text: content.text,
    ...(given.blocks !== undefined && { blocks: content.blocks }),
    ...(given.attachments !== undefined && { attachments: content.attachments }),
    ...(metadata !== undefined && { metadata }),
    editedTs: inside.workspace.ids.ts(),
  });
  const message = messagePayload(inside.workspace, after, true);
  return { channel: after.channel, ts: after.ts, text: after.text, message };
}

function remove(call: Call): SlackJson {
  const message = requireOwn(call, "cant_delete_message");
  unsay(call.inside, message);
  return { channel: message.channel, ts: message.ts };
}

function getPermalink({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const channel = channelForBot(workspace, args.requireText("channel"));
  const message = findMessage(workspace, channel.id, args.requireText("message_ts"));
  if (message === undefined) throw new SlackProblem("message_not_found");

  const site = `https://${workspace.options.team.domain}.slack.com`;
  return { channel: channel.id, permalink: `${site}/archives/${channel.id}/p${message.ts.replace(".", "")}` };
}

const furthestDays = 120;

function scheduleMessage({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const channel = requireSpeakable(inside, args.requireText("channel"));
  const content = readContent(workspace, givenContent(args));
  const waitMs = args.integer("post_at", 0) * 1_000 - workspace.now();
  if (!args.has("post_at")) throw invalidArguments("missing required field: post_at");
  if (waitMs <= 0) throw new SlackProblem("time_in_past");
  if (waitMs > furthestDays * 86_400_000) throw new SlackProblem("time_too_far");

  const message = { channel: channel.id, author: workspace.options.app.botUserId, isFromApp: true, ...content };
  // A timer cannot wait longer than 2^31 ms; nobody runs a playground that long.
  if (waitMs < 2 ** 31) setTimeout(() => say(inside, message), waitMs).unref();
  const described = { type: "delayed_message", text: content.text, blocks: content.blocks };
  return {
    channel: channel.id,
    scheduled_message_id: workspace.ids.make("Q"),
    post_at: args.text("post_at"),
    message: described,
  };
}

export const chatMethods: Methods = {
  "chat.postMessage": { token: "bot", scopes: ["chat:write"], tier: "post", run: postMessage },
  "chat.postEphemeral": { token: "bot", scopes: ["chat:write"], tier: 4, run: postEphemeral },
  "chat.update": { token: "bot", scopes: ["chat:write"], tier: 3, run: update },
  "chat.delete": { token: "bot", scopes: ["chat:write"], tier: 3, run: remove },
  "chat.getPermalink": { token: "bot", scopes: [], tier: "unlimited", run: getPermalink },
  "chat.scheduleMessage": { token: "bot", scopes: ["chat:write"], tier: 3, run: scheduleMessage },
};
