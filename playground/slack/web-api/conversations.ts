import { channelForBot, isMember, mayKnow, openDirectWithBot, setMembers } from "../channels.ts";
import type { SlackJson } from "../seen.ts";
import type { Inside } from "../inside.ts";
import { findMessage, history, isReply, repliesTo } from "../messages.ts";
import { messagePayload } from "../payloads.ts";
import { channelPayload } from "../people-payloads.ts";
import { invalidArguments, SlackProblem } from "../problem.ts";
import type { Channel, Message } from "../workspace.ts";
import type { Args } from "./args.ts";
import type { Call, Methods } from "./method.ts";
import { pageOf } from "./pages.ts";

type Right = "read" | "history";

const familyOf = { public: "channels", private: "groups", direct: "im", app: "im" } as const;

/** Each kind of conversation has its own scope, so the token can be good for one and not for another. */
function requireScope(inside: Inside, channel: Channel, right: Right): Channel {
  const { botScopes } = inside.workspace.options.app;
  const needed = `${familyOf[channel.kind]}:${right}`;
  if (!botScopes.includes(needed)) throw new SlackProblem("missing_scope", { needed, provided: botScopes.join(",") });
  return channel;
}

function requireChannel({ inside, args }: Call, right: Right): Channel {
  return requireScope(inside, channelForBot(inside.workspace, args.requireText("channel")), right);
}

function open({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const known = args.text("channel");
  if (known !== undefined)
    return { channel: { id: channelForBot(workspace, known).id }, already_open: true, no_op: true };

  const [userId, ...others] = args.list("users");
  if (userId === undefined) throw new SlackProblem("users_list_not_supplied");
  if (others.length > 0) throw new SlackProblem("method_not_supported_for_channel_type");

  const { channel, isNew } = openDirectWithBot(workspace, userId);
  const described = args.flag("return_im") ? channelPayload(workspace, channel) : { id: channel.id };
  return { channel: described, no_op: !isNew, already_open: !isNew };
}

const typesOf = { public_channel: "public", private_channel: "private", im: "app", mpim: undefined } as const;

function kindsAsked(inside: Inside, args: Args): readonly string[] {
  const asked = args.has("types") ? args.list("types") : ["public_channel"];
  return asked.map((type) => {
    if (!Object.hasOwn(typesOf, type)) throw new SlackProblem("invalid_types");
    // Safe: the line above checked that it is one of the keys.
    const kind = typesOf[type as keyof typeof typesOf];
    const needed = `${kind === undefined ? "mpim" : familyOf[kind]}:read`;
    const { botScopes } = inside.workspace.options.app;
    if (!botScopes.includes(needed)) throw new SlackProblem("missing_scope", { needed, provided: botScopes.join(",") });
    return kind ?? "";
  });
}

function list({ inside, args }: Call, member?: string): SlackJson {
  const { workspace } = inside;
  const { botUserId } = workspace.options.app;
  const kinds = kindsAsked(inside, args);
  const found = [...workspace.channels.values()]
    .filter((channel) => kinds.includes(channel.kind) && mayKnow(channel, botUserId))
    .filter((channel) => !(args.flag("exclude_archived") && channel.isArchived))
    .filter((channel) => member === undefined || isMember(channel, member));
  const page = pageOf(found, args);
  return { channels: page.items.map((channel) => channelPayload(workspace, channel)), ...page.metadata };
}

function usersConversations(call: Call): SlackJson {
  return list(call, call.args.text("user") ?? call.inside.workspace.options.app.botUserId);
}

function info(call: Call): SlackJson {
  return { channel: channelPayload(call.inside.workspace, requireChannel(call, "read")) };
}

function members(call: Call): SlackJson {
  const page = pageOf(requireChannel(call, "read").members, call.args);
  return { members: page.items, ...page.metadata };
}

function within(args: Args): (message: Message) => boolean {
  const [oldest, latest] = [args.text("oldest") ?? "0", args.text("latest") ?? "9999999999.999999"];
  const takesEnds = args.flag("inclusive");
  return ({ ts }) =>
    (Number(ts) > Number(oldest) && Number(ts) < Number(latest)) || (takesEnds && (ts === oldest || ts === latest));
}

function requireMemberOf(call: Call): Channel {
  const channel = requireChannel(call, "history");
  if (!isMember(channel, call.inside.workspace.options.app.botUserId)) throw new SlackProblem("not_in_channel");
  return channel;
}

function described(call: Call, messages: readonly Message[]): SlackJson {
  const page = pageOf(messages, call.args);
  const withMetadata = call.args.flag("include_all_metadata");
  return {
    messages: page.items.map((message) => messagePayload(call.inside.workspace, message, withMetadata)),
    has_more: page.hasMore,
    ...(page.hasMore && page.metadata),
  };
}

function readHistory(call: Call): SlackJson {
  const channel = requireMemberOf(call);
  const top = history(call.inside.workspace, channel.id).filter((message) => !isReply(message));
  return { ...described(call, top.filter(within(call.args)).toReversed()), pin_count: 0 };
}

function readReplies(call: Call): SlackJson {
  const channel = requireMemberOf(call);
  const parent = findMessage(call.inside.workspace, channel.id, call.args.requireText("ts"));
  if (parent === undefined || parent.ephemeralFor !== undefined) throw new SlackProblem("thread_not_found");
  const replies = repliesTo(call.inside.workspace, parent).filter(within(call.args));
  return described(call, [parent, ...replies]);
}

function join({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const channel = channelForBot(workspace, args.requireText("channel"));
  if (channel.kind !== "public") throw new SlackProblem("method_not_supported_for_channel_type");
  if (channel.isArchived) throw new SlackProblem("is_archived");

  const { botUserId } = workspace.options.app;
  if (isMember(channel, botUserId))
    return { channel: channelPayload(workspace, channel), warning: "already_in_channel" };
  return { channel: channelPayload(workspace, setMembers(workspace, channel, [...channel.members, botUserId])) };
}

function invite({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const channel = channelForBot(workspace, args.requireText("channel"));
  const users = args.list("users");
  if (users.length === 0) throw invalidArguments("missing required field: users");
  if (!isMember(channel, workspace.options.app.botUserId)) throw new SlackProblem("not_in_channel");
  if (channel.isArchived) throw new SlackProblem("is_archived");

  for (const user of users) {
    if (user === workspace.options.app.botUserId) throw new SlackProblem("cant_invite_self");
    if (!workspace.people.has(user)) throw new SlackProblem("user_not_found");
    if (isMember(channel, user)) throw new SlackProblem("already_in_channel");
  }
  return { channel: channelPayload(workspace, setMembers(workspace, channel, [...channel.members, ...users])) };
}

/** docs.slack.dev: lowercase letters, digits, hyphens and underscores, at most 80. */
const channelName = /^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u;

function create({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const { botUserId } = workspace.options.app;
  const name = args.text("name");
  if (name === undefined) throw new SlackProblem("invalid_name_required");
  if (!channelName.test(name)) throw new SlackProblem("invalid_name_specials");
  if ([...workspace.channels.values()].some((other) => other.name === name)) throw new SlackProblem("name_taken");

  const channel: Channel = {
    id: workspace.ids.make("C"),
    name,
    kind: args.flag("is_private") ? "private" : "public",
    members: [],
    isArchived: false,
    topic: "",
    creator: botUserId,
    created: Math.floor(workspace.now() / 1_000),
  };
  return { channel: channelPayload(workspace, setMembers(workspace, channel, [botUserId])) };
}

const readScopes = ["channels:read", "groups:read", "im:read", "mpim:read"];
const historyScopes = ["channels:history", "groups:history", "im:history", "mpim:history"];

export const conversationMethods: Methods = {
  "conversations.open": { token: "bot", scopes: ["im:write", "mpim:write"], tier: 3, run: open },
  "conversations.list": { token: "bot", scopes: readScopes, tier: 2, run: (call) => list(call) },
  "conversations.info": { token: "bot", scopes: readScopes, tier: 3, run: info },
  "conversations.members": { token: "bot", scopes: readScopes, tier: 4, run: members },
  "conversations.history": { token: "bot", scopes: historyScopes, tier: 3, run: readHistory },
  "conversations.replies": { token: "bot", scopes: historyScopes, tier: 3, run: readReplies },
  "conversations.join": { token: "bot", scopes: ["channels:join"], tier: 3, run: join },
  "conversations.invite": {
    token: "bot",
    scopes: ["channels:write.invites", "channels:manage", "groups:write"],
    tier: 3,
    run: invite,
  },
  "conversations.create": { token: "bot", scopes: ["channels:manage", "groups:write"], tier: 2, run: create },
  "users.conversations": { token: "bot", scopes: readScopes, tier: 3, run: usersConversations },
};
