import type { APIApplicationCommand, APIApplicationCommandOption, REST } from "discord.js";
import { DiscordAPIError } from "discord.js";
import { ApplicationCommandType, Routes } from "discord-api-types/v10";
import type { CommandJson } from "./register.ts";

/** What publishing did, in numbers of commands. */
export interface Published {
  readonly created: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * Brings the application's global commands up to date, sending only what changed.
 * An application without any gets them all in one request: creating them one by one is limited to a few at a time.
 */
export async function publishCommands(
  rest: REST,
  applicationId: string,
  commands: readonly CommandJson[],
): Promise<Published> {
  const route = Routes.applicationCommands(applicationId);
  const published = await publishedCommands(rest, applicationId);
  if (published.length === 0) {
    await rest.put(route, { body: commands });
    return { created: commands.length, changed: 0, removed: 0 };
  }

  const before = new Map(published.map((command) => [command.name, command]));
  const created = commands.filter((command) => !before.has(command.name));
  const changed = commands.filter((command) => isChanged(command, before.get(command.name)));
  const wanted = new Set(commands.map(({ name }) => name));
  const removed = published.filter(({ name }) => !wanted.has(name));

  for (const { id } of removed) await rest.delete(Routes.applicationCommand(applicationId, id));
  for (const { type: _, ...command } of changed) {
    const id = before.get(command.name)?.id ?? "";
    await rest.patch(Routes.applicationCommand(applicationId, id), { body: command });
  }
  for (const command of created) await rest.post(route, { body: command });
  return { created: created.length, changed: changed.length, removed: removed.length };
}

async function publishedCommands(rest: REST, applicationId: string): Promise<readonly APIApplicationCommand[]> {
  // Safe: Discord's documented answer to this route.
  const all = (await readable(rest.get(Routes.applicationCommands(applicationId)))) as readonly APIApplicationCommand[];
  return all.filter(({ type }) => (type ?? ApplicationCommandType.ChatInput) === ApplicationCommandType.ChatInput);
}

/** A server that has commands written but not read gets them all. */
async function readable(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DiscordAPIError && (error.status === 404 || error.status === 405)) return [];
    throw error;
  }
}

function isChanged(wanted: CommandJson, published: APIApplicationCommand | undefined): boolean {
  if (published === undefined) return false;
  return (
    wanted.description !== published.description ||
    !isSameSet(wanted.contexts, published.contexts) ||
    !isSameSet(wanted.integration_types, published.integration_types) ||
    JSON.stringify(optionsKey(wanted.options)) !== JSON.stringify(optionsKey(published.options))
  );
}

/** A server that does not tell is taken to agree. */
function isSameSet(
  wanted: readonly number[] | null | undefined,
  published: readonly number[] | null | undefined,
): boolean {
  if (published === undefined) return true;
  return wanted?.length === published?.length && (wanted ?? []).every((one) => published?.includes(one));
}

/** Options with Discord's defaults written out, so that what was left out equals what was filled in. */
function optionsKey(options: readonly APIApplicationCommandOption[] | undefined): unknown {
  return (options ?? []).map((option) => ({
    type: option.type,
    name: option.name,
    description: option.description,
    required: option.required ?? false,
    autocomplete: ("autocomplete" in option && option.autocomplete) ?? false,
    choices: choicesKey(option),
    shortest: ("min_length" in option ? option.min_length : undefined) ?? null,
    longest: ("max_length" in option ? option.max_length : undefined) ?? null,
    options: optionsKey("options" in option ? option.options : undefined),
  }));
}

function choicesKey(option: APIApplicationCommandOption): unknown {
  if (!("choices" in option)) return [];
  return (option.choices ?? []).map(({ name, value }) => [name, value]);
}
