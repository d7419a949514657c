import { channelForBot, isMember } from "../channels.ts";
import type { SlackJson } from "../seen.ts";
import { findMessage, replaceMessage } from "../messages.ts";
import { SlackProblem } from "../problem.ts";
import type { Message } from "../workspace.ts";
import type { Call, Methods } from "./method.ts";

function requireMessage({ inside, args }: Call): Message {
  const { workspace } = inside;
  const channel = channelForBot(workspace, args.requireText("channel"));
  const message = findMessage(workspace, channel.id, args.requireText("timestamp"));
  if (message === undefined || message.ephemeralFor !== undefined) throw new SlackProblem("message_not_found");
  if (channel.isArchived) throw new SlackProblem("is_archived");
  if (!isMember(channel, workspace.options.app.botUserId)) throw new SlackProblem("not_in_channel");
  return message;
}

function react(call: Call): SlackJson {
  const message = requireMessage(call);
  const name = call.args.text("name");
  if (name === undefined || !/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new SlackProblem("invalid_name");

  const { botUserId } = call.inside.workspace.options.app;
  const users = message.reactions.find((reaction) => reaction.name === name)?.users ?? [];
  if (users.includes(botUserId)) throw new SlackProblem("already_reacted");

  const others = message.reactions.filter((reaction) => reaction.name !== name);
  replaceMessage(call.inside.workspace, { ...message, reactions: [...others, { name, users: [...users, botUserId] }] });
  return {};
}

function unreact(call: Call): SlackJson {
  const message = requireMessage(call);
  const { botUserId } = call.inside.workspace.options.app;
  const mine = message.reactions.find(
    ({ name, users }) => name === call.args.text("name") && users.includes(botUserId),
  );
  if (mine === undefined) throw new SlackProblem("no_reaction");

  const left = { ...mine, users: mine.users.filter((user) => user !== botUserId) };
  const reactions = message.reactions.filter((other) => other !== mine);
  const kept = left.users.length > 0 ? [...reactions, left] : reactions;
  replaceMessage(call.inside.workspace, { ...message, reactions: kept });
  return {};
}

function pin(call: Call): SlackJson {
  const message = requireMessage(call);
  if (message.isPinned) throw new SlackProblem("already_pinned");
  replaceMessage(call.inside.workspace, { ...message, isPinned: true });
  return {};
}

function unpin(call: Call): SlackJson {
  const message = requireMessage(call);
  if (!message.isPinned) throw new SlackProblem("no_pin");
  replaceMessage(call.inside.workspace, { ...message, isPinned: false });
  return {};
}

export const markMethods: Methods = {
  "reactions.add": { token: "bot", scopes: ["reactions:write"], tier: 3, run: react },
  "reactions.remove": { token: "bot", scopes: ["reactions:write"], tier: 2, run: unreact },
  "pins.add": { token: "bot", scopes: ["pins:write"], tier: 2, run: pin },
  "pins.remove": { token: "bot", scopes: ["pins:write"], tier: 2, run: unpin },
};
