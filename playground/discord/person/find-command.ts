import { ApplicationCommandOptionType, ApplicationCommandType, InteractionContextType } from "discord-api-types/v10";
import type {
  APIApplicationCommand,
  APIApplicationCommandBasicOption,
  APIApplicationCommandOption,
} from "discord-api-types/v10";
import { commandsFor } from "../world/commands.ts";
import { permissionsIn } from "../world/permissions.ts";
import type { Channel, World } from "../world/world.ts";

export interface ChosenCommand {
  readonly command: APIApplicationCommand;
  /** The group and subcommand, outermost first. */
  readonly path: readonly APIApplicationCommandOption[];
  readonly options: readonly APIApplicationCommandBasicOption[];
}

/** The slash commands a person is offered in a channel. */
export function offeredCommands(world: World, channel: Channel, personId: string): readonly APIApplicationCommand[] {
  const guildId = channel.kind === "direct" ? undefined : channel.guildId;
  const context = channel.kind === "direct" ? InteractionContextType.BotDM : InteractionContextType.Guild;
  const present = permissionsIn(world, channel, personId);
  return commandsFor(world, guildId)
    .filter((command) => command.type === ApplicationCommandType.ChatInput)
    .filter((command) => isInContext(command, context))
    .filter((command) => channel.kind === "direct" || isPermitted(command, present));
}

/** `invite create` among what is offered; a reason when the client would not let it be sent. */
export function chooseCommand(offered: readonly APIApplicationCommand[], name: string): ChosenCommand | string {
  const [first = "", ...rest] = name.trim().replace(/^\//u, "").split(/\s+/u);
  const command = offered.find((each) => each.name === first);
  if (command === undefined) return `There is no command /${first} here`;

  let options: readonly APIApplicationCommandOption[] = command.options ?? [];
  const path: APIApplicationCommandOption[] = [];
  for (const word of rest) {
    const next = options.find((option) => isNested(option) && option.name === word);
    if (next === undefined) return `/${[first, ...path.map((one) => one.name)].join(" ")} has no ${word}`;
    path.push(next);
    options = "options" in next ? (next.options ?? []) : [];
  }
  if (options.some(isNested)) return `/${name.trim()} needs a subcommand`;
  return { command, path, options: options.filter((option) => !isNested(option)) };
}

function isInContext(command: APIApplicationCommand, context: InteractionContextType): boolean {
  const isBlocked = context === InteractionContextType.BotDM && command.dm_permission === false;
  return !isBlocked && (!command.contexts || command.contexts.includes(context));
}

/** "0" is for administrators alone, who have every bit anyway. */
function isPermitted(command: APIApplicationCommand, present: bigint): boolean {
  const needed = command.default_member_permissions;
  if (needed === null) return true;
  const isAdministrator = (present & 8n) !== 0n;
  return isAdministrator || (needed !== "0" && (present & BigInt(needed)) === BigInt(needed));
}

function isNested(
  option: APIApplicationCommandOption,
): option is Exclude<APIApplicationCommandOption, APIApplicationCommandBasicOption> {
  return (
    option.type === ApplicationCommandOptionType.Subcommand ||
    option.type === ApplicationCommandOptionType.SubcommandGroup
  );
}
