import type { CommandInteractionOption } from "discord.js";
import { ApplicationCommandOptionType } from "discord-api-types/v10";
import type { Call } from "../../notifications/message.ts";

/** Full command name to what each of its options fills; from `optionFields`. */
export type OptionFields = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface SlashCommand {
  readonly commandName: string;
  readonly options: { readonly data: readonly CommandInteractionOption[] };
}

/** A slash command as a call: the subcommand joins the name, members are written "<@id>". */
export function slashCall(command: SlashCommand, fields: OptionFields): Call {
  const { name, options } = spelledOut(command.commandName, command.options.data);
  const known = fields.get(name);
  const input: Record<string, string> = {};
  for (const option of options) {
    const field = known?.get(option.name) ?? option.name;
    // Given twice, as a member and as an address: kept under both names, for the command to refuse.
    input[Object.hasOwn(input, field) ? option.name : field] = written(option);
  }
  return { command: name, input };
}

function spelledOut(
  name: string,
  options: readonly CommandInteractionOption[],
): { name: string; options: readonly CommandInteractionOption[] } {
  const [first] = options;
  const isVerb =
    first?.type === ApplicationCommandOptionType.Subcommand ||
    first?.type === ApplicationCommandOptionType.SubcommandGroup;
  return isVerb ? spelledOut(`${name} ${first.name}`, first.options ?? []) : { name, options };
}

function written(option: CommandInteractionOption): string {
  const { type, value } = option;
  if (value === undefined) return "";
  if (type === ApplicationCommandOptionType.User) return `<@${value}>`;
  if (type === ApplicationCommandOptionType.Channel) return `<#${value}>`;
  if (type === ApplicationCommandOptionType.Boolean) return value === true ? "yes" : "no";
  return String(value);
}
