import { ApplicationCommandOptionType } from "discord-api-types/v10";
import type { APIApplicationCommandBasicOption, APIAttachment } from "discord-api-types/v10";
import * as limits from "../schema/limits.ts";
import type { CommandValue } from "../seen.ts";
import { storeFile } from "../world/files.ts";
import type { Channel, World } from "../world/world.ts";
import { kindOf, NOTHING } from "./resolve.ts";
import type { Named } from "./resolve.ts";

export interface FilledOption {
  readonly data: { readonly type: number; readonly name: string; readonly value: string | number | boolean };
  readonly named: Named;
}

/** An option filled in as the client would, or why it would not let it be sent. */
export function fillOption(
  world: World,
  channel: Channel,
  given: { option: APIApplicationCommandBasicOption; value: CommandValue },
): FilledOption | string {
  const { option, value } = given;
  if (option.type === ApplicationCommandOptionType.Attachment) return attached(world, channel, given);
  const accepted = ENTITIES.get(option.type);
  if (accepted !== undefined) return entity(world, channel, { ...given, accepted });
  if (typeof value === "object" || !fits(option.type, value)) return WRONG.get(option.type) ?? "Enter a value.";
  return outOfBounds(option, value) ?? filled(option, value);
}

const ENTITIES: ReadonlyMap<number, readonly string[]> = new Map([
  [ApplicationCommandOptionType.User, ["user"]],
  [ApplicationCommandOptionType.Role, ["role"]],
  [ApplicationCommandOptionType.Channel, ["channel"]],
  [ApplicationCommandOptionType.Mentionable, ["user", "role"]],
]);

const WRONG: ReadonlyMap<number, string> = new Map([
  [ApplicationCommandOptionType.String, "Enter a text."],
  [ApplicationCommandOptionType.Integer, "Enter a valid integer."],
  [ApplicationCommandOptionType.Number, "Enter a valid number."],
  [ApplicationCommandOptionType.Boolean, "Choose true or false."],
]);

function fits(type: ApplicationCommandOptionType, value: string | number | boolean): boolean {
  if (type === ApplicationCommandOptionType.Integer) return Number.isSafeInteger(value);
  if (type === ApplicationCommandOptionType.Number) return Number.isFinite(value);
  return typeof value === (type === ApplicationCommandOptionType.Boolean ? "boolean" : "string");
}

function outOfBounds(option: APIApplicationCommandBasicOption, value: string | number | boolean): string | undefined {
  if (typeof value === "boolean") return undefined;
  const choices: readonly { readonly value: string | number }[] = ("choices" in option && option.choices) || [];
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) return "Choose one of the options.";

  const { size, minimum, maximum, unit } = boundsOf(option, value);
  if (size < minimum) return `Use at least ${minimum}${unit}.`;
  return size > maximum ? `Use at most ${maximum}${unit}.` : undefined;
}

interface Bounds {
  readonly min_length?: number;
  readonly max_length?: number;
  readonly min_value?: number;
  readonly max_value?: number;
}

function boundsOf(option: APIApplicationCommandBasicOption, value: string | number) {
  // Safe: each bound is absent or a number in every kind of option.
  const bounds = option as Bounds;
  if (typeof value === "string") {
    const { min_length: minimum = 0, max_length: maximum = limits.STRING_OPTION } = bounds;
    return { size: value.length, minimum, maximum, unit: " characters" };
  }
  const { min_value: minimum = -Infinity, max_value: maximum = Infinity } = bounds;
  return { size: value, minimum, maximum, unit: "" };
}

function filled(
  option: { type: number; name: string },
  value: string | number | boolean,
  named: Partial<Named> = {},
): FilledOption {
  return { data: { type: option.type, name: option.name, value }, named: { ...NOTHING, ...named } };
}

function attached(
  world: World,
  channel: Channel,
  given: { option: APIApplicationCommandBasicOption; value: CommandValue },
): FilledOption | string {
  if (typeof given.value !== "object") return "Choose a file.";
  const attachment: APIAttachment = { ...storeFile(world, channel.id, given.value), ephemeral: true };
  return filled(given.option, attachment.id, { attachments: [attachment] });
}

function entity(
  world: World,
  channel: Channel,
  given: { option: APIApplicationCommandBasicOption; value: CommandValue; accepted: readonly string[] },
): FilledOption | string {
  const { option, value, accepted } = given;
  const id = typeof value === "string" ? value : "";
  const kind = kindOf(world, channel, id);
  if (kind === undefined || !accepted.includes(kind)) return `Choose a ${accepted.join(" or ")}.`;
  return filled(option, id, { [`${kind}s`]: [id] });
}
