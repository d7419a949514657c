import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord-api-types/v10";
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from "discord-api-types/v10";
import type { NounOutline, OptionOutline, VerbOutline } from "../../commands/outline.ts";
import { singleLine } from "./escape.ts";
import { limits, truncate } from "./limits.ts";

export type CommandJson = RESTPostAPIChatInputApplicationCommandsJSONBody;

/**
 * The commands in Discord's words. Global, because only those can be used in direct messages. No option is required:
 * what is missing is asked for in a form. `default_member_permissions` stays unset: it goes by roles of the server,
 * which say nothing about roles here, and would hide a command from people who may use it.
 */
export function commandsJson(nouns: readonly NounOutline[]): readonly CommandJson[] {
  return nouns.map((noun) => ({
    type: ApplicationCommandType.ChatInput,
    name: noun.name,
    description: described(noun.summary),
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: noun.verbs ? noun.verbs.map(subcommand) : optionsJson(noun.options ?? []),
  }));
}

/** Per full command name, the argument that each of its Discord options fills. */
export function optionFields(nouns: readonly NounOutline[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const entries = nouns.flatMap((noun) =>
    noun.verbs
      ? noun.verbs.map((verb) => [`${noun.name} ${verb.name}`, fieldsOf(verb.options)] as const)
      : [[noun.name, fieldsOf(noun.options ?? [])] as const],
  );
  return new Map(entries);
}

function subcommand(verb: VerbOutline): APIApplicationCommandSubcommandOption {
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: verb.name,
    description: described(verb.summary),
    options: optionsJson(verb.options),
  };
}

function optionsJson(options: readonly OptionOutline[]): APIApplicationCommandBasicOption[] {
  return options.flatMap((option) => spelled(option, options)).slice(0, limits.commandOptions);
}

function fieldsOf(options: readonly OptionOutline[]): ReadonlyMap<string, string> {
  return new Map(options.flatMap((option) => spelled(option, options).map(({ name }) => [name, option.name] as const)));
}

/** One argument as the options Discord needs for it: a person is a member, or is written as an address. */
function spelled(
  option: OptionOutline,
  siblings: readonly OptionOutline[],
): readonly APIApplicationCommandBasicOption[] {
  const base = { name: optionName(option.name), description: described(option.hint) };
  switch (option.kind) {
    case "person":
      return [{ ...base, type: ApplicationCommandOptionType.User }, writtenPerson(option, siblings)];
    case "integer":
      return [{ ...base, type: ApplicationCommandOptionType.Integer }];
    case "flag":
      return [{ ...base, type: ApplicationCommandOptionType.Boolean }];
    case "choice":
      return [{ ...base, type: ApplicationCommandOptionType.String, ...choicesJson(option) }];
    case "suggested":
      return [{ ...base, type: ApplicationCommandOptionType.String, autocomplete: true }];
    case "text":
      return [{ ...base, type: ApplicationCommandOptionType.String, ...longest(option) }];
  }
}

function writtenPerson(option: OptionOutline, siblings: readonly OptionOutline[]): APIApplicationCommandBasicOption {
  const people = siblings.filter(({ kind }) => kind === "person").length;
  const name = people > 1 ? `${optionName(option.name)}_email` : "email";
  return {
    type: ApplicationCommandOptionType.String,
    name,
    description: "Instead of a member: an e-mail address, or a name",
    autocomplete: true,
  };
}

function choicesJson({ choices = [] }: OptionOutline): { choices?: { name: string; value: string }[] } {
  if (choices.length === 0 || choices.length > limits.commandChoices) return {};
  return { choices: choices.map(({ value, label }) => ({ name: described(label, limits.choiceName), value })) };
}

function longest(option: OptionOutline): { max_length?: number } {
  return option.maxLength === undefined ? {} : { max_length: Math.min(option.maxLength, limits.stringOptionLength) };
}

function described(text: string, max: number = limits.commandDescription): string {
  return truncate(singleLine(text), max);
}

/** Discord allows no capitals: "membersCanInvite" is spelled "members_can_invite". */
function optionName(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`).slice(0, limits.commandName);
}
