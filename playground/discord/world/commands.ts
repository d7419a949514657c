import { ApplicationCommandType } from "discord-api-types/v10";
import type { APIApplicationCommand, APIApplicationCommandOption, Snowflake } from "discord-api-types/v10";
import { refusal } from "../rest/errors.ts";
import * as limits from "../schema/limits.ts";
import type { CommandBody } from "../schema/command.ts";
import { compact } from "./content.ts";
import type { World } from "./world.ts";

/** Where commands are registered: a guild's id, or "global". */
export type Scope = string;

export function commandsIn(world: World, scope: Scope): readonly APIApplicationCommand[] {
  return world.commands.get(scope) ?? [];
}

export function findCommand(world: World, scope: Scope, id: Snowflake): APIApplicationCommand {
  const found = commandsIn(world, scope).find((command) => command.id === id);
  if (found === undefined) throw refusal("unknownCommand");
  return found;
}

/** Adds a command, or replaces the one of its name and type. 30032 and 30034 when there are too many. */
export function upsertCommand(
  world: World,
  scope: Scope,
  body: CommandBody,
): { readonly command: APIApplicationCommand; readonly isNew: boolean } {
  const present = commandsIn(world, scope).find((other) => isSame(other, body));
  const others = commandsIn(world, scope).filter((other) => other !== present);
  if (others.filter((other) => other.type === body.type).length >= limits.COMMANDS) throw refusal("tooManyCommands");
  if (present === undefined) countCreation(world, scope, 1);

  const command = stored(world, scope, { body, id: present?.id ?? world.nextId() });
  world.commands.set(scope, [...others, command]);
  return { command, isNew: present === undefined };
}

/** Replaces all commands of a scope at once; those of the same name and type keep their id. */
export function overwriteCommands(
  world: World,
  scope: Scope,
  bodies: readonly CommandBody[],
): readonly APIApplicationCommand[] {
  if (bodies.length > limits.COMMANDS) throw refusal("tooManyCommands");
  const present = commandsIn(world, scope);
  const created = bodies.filter((body) => !present.some((other) => isSame(other, body)));
  countCreation(world, scope, created.length);

  const commands = bodies.map((body) => {
    const same = present.find((other) => isSame(other, body));
    return stored(world, scope, { body, id: same?.id ?? world.nextId() });
  });
  world.commands.set(scope, commands);
  return commands;
}

export function replaceCommand(
  world: World,
  scope: Scope,
  change: { id: Snowflake; body: CommandBody },
): APIApplicationCommand {
  const command = stored(world, scope, change);
  const others = commandsIn(world, scope).map((other) => (other.id === change.id ? command : other));
  world.commands.set(scope, others);
  return command;
}

export function deleteCommand(world: World, scope: Scope, id: Snowflake): void {
  const gone = findCommand(world, scope, id);
  world.commands.set(
    scope,
    commandsIn(world, scope).filter((command) => command !== gone),
  );
}

/** What somebody in this guild (or in a direct channel, without one) is offered: the guild's own before global ones. */
export function commandsFor(world: World, guildId: Snowflake | undefined): readonly APIApplicationCommand[] {
  const own = guildId === undefined ? [] : commandsIn(world, guildId);
  return [...own, ...commandsIn(world, "global")];
}

/** Localizations are left out of listings unless asked for. */
export function withoutLocalizations(command: APIApplicationCommand): APIApplicationCommand {
  const { name_localizations: _name, description_localizations: _description, ...rest } = command;
  const strip = (option: APIApplicationCommandOption): APIApplicationCommandOption => {
    const { name_localizations: _names, description_localizations: _descriptions, ...kept } = option;
    // Safe: only the optional localizations were taken away, at this level and below.
    return {
      ...kept,
      ...("options" in kept && kept.options && { options: kept.options.map(strip) }),
    } as APIApplicationCommandOption;
  };
  return { ...rest, ...(rest.options && { options: rest.options.map(strip) }) };
}

function isSame(command: APIApplicationCommand, body: CommandBody): boolean {
  return command.name === body.name && command.type === body.type;
}

function stored(world: World, scope: Scope, change: { id: Snowflake; body: CommandBody }): APIApplicationCommand {
  const { body, id } = change;
  return {
    id,
    application_id: world.application.id,
    version: world.nextId(),
    type: body.type,
    name: body.name,
    name_localizations: body.name_localizations ?? null,
    default_member_permissions: body.default_member_permissions ?? null,
    nsfw: body.nsfw ?? false,
    integration_types: body.integration_types ?? [0],
    contexts: body.contexts ?? null,
    ...described(body),
    ...(scope === "global" ? { dm_permission: body.dm_permission ?? true } : { guild_id: scope }),
  };
}

/** Only slash commands have a description and options; the others have an empty one. */
function described(
  body: CommandBody,
): Pick<APIApplicationCommand, "description" | "description_localizations" | "options"> {
  if (body.type !== ApplicationCommandType.ChatInput) return { description: "", description_localizations: null };
  // Safe: the schema admitted exactly a command's options; compact and spelled only drop empty fields.
  const options = spelled(compact(body.options ?? [])) as APIApplicationCommandOption[];
  return {
    description: body.description,
    description_localizations: body.description_localizations ?? null,
    ...(options.length > 0 && { options }),
  };
}

/** Discord leaves `required: false` out of what it gives back. */
function spelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(key === "required" && item === false))
      .map(([key, item]) => [key, spelled(item)]),
  );
}

function countCreation(world: World, scope: Scope, count: number): void {
  const key = `${scope} ${new Date().toISOString().slice(0, 10)}`;
  const total = (world.commandCreates.get(key) ?? 0) + count;
  if (total > limits.COMMAND_CREATES) throw refusal("tooManyCommandCreates");
  world.commandCreates.set(key, total);
}
