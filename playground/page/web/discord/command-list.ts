import { ApplicationCommandOptionType, ApplicationCommandType } from "discord-api-types/v10";
import type { APIApplicationCommand, APIApplicationCommandBasicOption } from "discord-api-types/v10";

/** One thing that can be typed after `/`: a command, or a subcommand with its whole path. */
export interface RunnableCommand {
  /** `invite create`, without the slash. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
}

/** Every runnable command, in the order of registration. */
export function runnableCommands(commands: readonly APIApplicationCommand[]): readonly RunnableCommand[] {
  return commands
    .filter((command) => command.type === ApplicationCommandType.ChatInput)
    .flatMap((command) => runnableIn(command.name, command));
}

type Level = Pick<APIApplicationCommand, "description" | "options">;

function runnableIn(path: string, level: Level): readonly RunnableCommand[] {
  const basic: APIApplicationCommandBasicOption[] = [];
  const deeper: RunnableCommand[] = [];
  for (const option of level.options ?? []) {
    if (
      option.type === ApplicationCommandOptionType.Subcommand ||
      option.type === ApplicationCommandOptionType.SubcommandGroup
    ) {
      deeper.push(...runnableIn(`${path} ${option.name}`, option));
    } else basic.push(option);
  }
  return deeper.length > 0 ? deeper : [{ path, description: level.description, options: basic }];
}

/** Why a typed line cannot be sent: options are chosen, one by one, once the command is. */
export function problemWith(typed: string, commands: readonly RunnableCommand[]): string {
  const command = commands.find(({ path }) => typed.startsWith(`/${path} `));
  if (command === undefined) return `Choose a command from the list; ${typed} is none.`;

  const { path, options } = command;
  const after = typed.slice(path.length + 1).trim();
  const names = options.map(({ name }) => name).join(", ");
  const next = names === "" ? "It has none." : `Choose /${path} from the list, then among ${names}.`;
  return `“${after}” is no option of /${path} as Discord takes them. ${next}`;
}

const MOST = 12;

/** The commands that fit what is typed after the slash: those that start with it, then those that hold its words. */
export function matchingCommands(text: string, commands: readonly RunnableCommand[]): readonly RunnableCommand[] {
  if (!text.startsWith("/")) return [];

  const wanted = text.slice(1).trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const starting = commands.filter(({ path }) => path.startsWith(wanted));
  const holding = commands.filter(
    (command) => !starting.includes(command) && words.every((word) => command.path.includes(word)),
  );
  return [...starting, ...holding].slice(0, MOST);
}
