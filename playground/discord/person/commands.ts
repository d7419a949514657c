import {
  ApplicationCommandOptionType,
  InteractionType,
  MessageFlags,
  MessageType,
  PermissionFlagsBits,
} from "discord-api-types/v10";
import type { APIApplicationCommandBasicOption, Snowflake } from "discord-api-types/v10";
import { THE_APPLICATION_DID_NOT_RESPOND } from "../seen.ts";
import type { ClientProblem, CommandValues, Completion, InteractionOutcome } from "../seen.ts";
import { startInteraction } from "../world/interactions.ts";
import { createMessage } from "../world/messages.ts";
import { may } from "../world/permissions.ts";
import type { Channel } from "../world/world.ts";
import { refused } from "./client.ts";
import type { ClientState } from "./client.ts";
import { fillOption } from "./command-options.ts";
import type { FilledOption } from "./command-options.ts";
import { chooseCommand, offeredCommands } from "./find-command.ts";
import type { ChosenCommand } from "./find-command.ts";
import { outcomeOf } from "./outcome.ts";
import { resolvedObject, together } from "./resolve.ts";

interface Place {
  readonly channel: Channel;
  readonly chosen: ChosenCommand;
}

export async function runCommand(
  client: ClientState,
  channelId: Snowflake,
  typed: { name: string; values: CommandValues },
): Promise<InteractionOutcome> {
  const { world, personId } = client;
  const place = find(client, channelId, typed.name);
  if (typeof place === "string") return refused(place);
  const { filled, problems } = fill(client, place, typed.values);
  if (problems.length > 0) return { kind: "refused", problems };

  const command = `/${[place.chosen.command, ...place.chosen.path].map((part) => part.name).join(" ")}`;
  const data = commandData(client, place, filled);
  const input = { type: InteractionType.ApplicationCommand, userId: personId, channel: place.channel, data, command };
  const { interaction, answer } = startInteraction(world, input);
  const given = await answer;
  if (given !== undefined) return outcomeOf(client, interaction, given);
  createMessage(world, {
    channel: place.channel,
    authorId: world.application.botUserId,
    body: { content: THE_APPLICATION_DID_NOT_RESPOND },
    files: new Map(),
    visibleTo: personId,
    answers: { userId: personId, command },
    extra: { type: MessageType.ChatInputCommand, flags: MessageFlags.Ephemeral },
    state: "failed",
  });
  return { kind: "failed", text: THE_APPLICATION_DID_NOT_RESPOND };
}

/** Asks the bot for choices; other options are sent as far as they are filled in. */
export async function completeOption(
  client: ClientState,
  channelId: Snowflake,
  typed: { name: string; values: CommandValues; focused: string },
): Promise<Completion> {
  const { world, personId } = client;
  const place = find(client, channelId, typed.name);
  if (typeof place === "string") return refused(place);
  const option = place.chosen.options.find((each) => each.name === typed.focused);
  if (option === undefined) return refused("There is no such option", typed.focused);
  if (!("autocomplete" in option) || !option.autocomplete) {
    return refused("This option has no autocomplete", typed.focused);
  }

  const { [typed.focused]: partial = "", ...others } = typed.values;
  const { filled } = fill(client, place, others);
  const value = typeof partial === "object" ? partial.name : String(partial);
  const focused = { type: option.type, name: option.name, value, focused: true };
  const data = commandData(client, place, filled, focused);
  const input = {
    type: InteractionType.ApplicationCommandAutocomplete,
    userId: personId,
    channel: place.channel,
    data,
    command: "",
  };
  const { answer } = startInteraction(world, input);
  const given = await answer;
  if (given?.kind === "choices") return { kind: "choices", choices: given.choices };
  return { kind: "failed", text: "Loading options failed" };
}

function find(client: ClientState, channelId: Snowflake, name: string): Place | string {
  const { world, personId } = client;
  const channel = world.channels.get(channelId);
  if (channel === undefined || !may(world, channel, personId, PermissionFlagsBits.ViewChannel))
    return "There is no such channel";
  if (!may(world, channel, personId, PermissionFlagsBits.UseApplicationCommands))
    return "You may not use commands here";
  const chosen = chooseCommand(offeredCommands(world, channel, personId), name);
  return typeof chosen === "string" ? chosen : { channel, chosen };
}

function fill(
  client: ClientState,
  place: Place,
  values: CommandValues,
): { filled: readonly FilledOption[]; problems: readonly ClientProblem[] } {
  const { options } = place.chosen;
  const unknown = Object.keys(values).filter((name) => !options.some((option) => option.name === name));
  const missing = options.filter((option) => option.required === true && values[option.name] === undefined);
  const tried = options.flatMap((option) => attempt(client, place, { option, values }));
  return {
    filled: tried.flatMap((one) => (typeof one.result === "string" ? [] : [one.result])),
    problems: [
      ...unknown.map((field) => ({ field, message: "There is no such option" })),
      ...missing.map(({ name }) => ({ field: name, message: "This option is required." })),
      ...tried.flatMap(({ name, result }) => (typeof result === "string" ? [{ field: name, message: result }] : [])),
    ],
  };
}

function attempt(
  client: ClientState,
  place: Place,
  given: { option: APIApplicationCommandBasicOption; values: CommandValues },
) {
  const { option, values } = given;
  const value = values[option.name];
  if (value === undefined) return [];
  return [{ name: option.name, result: fillOption(client.world, place.channel, { option, value }) }];
}

function commandData(
  client: ClientState,
  place: Place,
  filled: readonly FilledOption[],
  focused?: Readonly<Record<string, unknown>>,
) {
  const { command, path } = place.chosen;
  const values = [...filled.map((one) => one.data), ...(focused === undefined ? [] : [focused])];
  const options = path.reduceRight<readonly unknown[]>(
    (inner, part) => [{ type: part.type, name: part.name, options: inner }],
    values,
  );
  const resolved = resolvedObject(client.world, place.channel, together(filled.map((one) => one.named)));
  const hasOptions = options.length > 0 || path.some((part) => part.type === ApplicationCommandOptionType.Subcommand);
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    ...(command.guild_id !== undefined && { guild_id: command.guild_id }),
    ...(hasOptions && { options }),
    ...(resolved !== undefined && { resolved }),
  };
}
