import { isObject } from "../blocks/check.ts";
import type { SlackCommandSeed } from "../contract.ts";
import type { CommandResult, NotPossible } from "../seen.ts";
import { encodeTyped } from "../escape.ts";
import { channelNameFor } from "../interaction.ts";
import { nameOf } from "../people-payloads.ts";
import { SlackProblem } from "../problem.ts";
import { respond } from "../response-urls.ts";
import type { Channel } from "../workspace.ts";
import { notPossible } from "./place.ts";
import { channelFor } from "./seen.ts";
import type { Acting } from "./seen.ts";

function isSaying(body: unknown): boolean {
  return isObject(body) && ["text", "blocks", "attachments"].some((key) => body[key] !== undefined && body[key] !== "");
}

function answer({ inside, userId }: Acting, channelId: string, body: unknown): CommandResult {
  if (!isSaying(body)) return { outcome: "acknowledged" };
  try {
    respond(inside, { userId, channelId }, body);
    return { outcome: "acknowledged" };
  } catch (error) {
    if (!(error instanceof SlackProblem)) throw error;
    const { errors } = error.details;
    return { outcome: "invalid_response", reasons: [error.code, ...(Array.isArray(errors) ? errors.map(String) : [])] };
  }
}

function payloadOf({ inside, userId }: Acting, channel: Channel, given: { seed: SlackCommandSeed; text: string }) {
  const { team, app } = inside.workspace.options;
  return {
    token: "local",
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channelNameFor(channel),
    user_id: userId,
    user_name: nameOf(inside.workspace, userId),
    command: given.seed.command,
    text: encodeTyped(inside.workspace, given.text.trim(), { userId, shouldLink: given.seed.shouldEscape }),
    api_app_id: app.id,
    is_enterprise_install: "false",
    response_url: inside.responseUrls.issue({ userId, channelId: channel.id }),
    trigger_id: inside.triggers.issue({ userId }),
  };
}

/** Runs a slash command where this person is. */
export async function runCommand(
  acting: Acting,
  typed: { readonly channelId: string; readonly command: string; readonly text: string },
): Promise<CommandResult> {
  const channel = channelFor(acting, typed.channelId);
  if (channel === undefined) return notPossible("you are not in that channel");
  const seed = acting.inside.workspace.options.app.commands.find(({ command }) => command === typed.command);
  if (seed === undefined) return notPossible(`${typed.command} is not a valid command`);
  const refusal = refusalIn(acting, channel);
  if (refusal !== undefined) return refusal;

  const payload = payloadOf(acting, channel, { seed, text: typed.text });
  const { result, body } = await acting.inside.delivery.deliver({
    type: "slash_commands",
    label: "slash_commands",
    payload,
  });
  return result.outcome === "acknowledged" ? answer(acting, channel.id, body) : result;
}

/** Why this person cannot write there: undefined when they can. */
export function refusalIn({ inside, userId }: Acting, channel: Channel): NotPossible | undefined {
  const { app } = inside.workspace.options;
  if (inside.workspace.people.get(userId)?.deactivated === true) return notPossible("this account is deactivated");
  if (channel.isArchived) return notPossible("the channel is archived");
  if (!channel.members.includes(userId)) return notPossible("join the channel first");
  if (channel.kind === "app" && app.messagesTab === false)
    return notPossible("sending messages to this app has been turned off");
  return undefined;
}
