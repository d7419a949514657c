import type { APIApplicationCommand, APIApplicationCommandOption } from "discord-api-types/v10";
import type { CommandValues } from "../../playground/discord/seen.ts";
import { wordsOf } from "./chat.ts";

const SUBCOMMAND = 1;
const STRING_OPTION = 3;
const INTEGER_OPTION = 4;
const BOOLEAN_OPTION = 5;
const USER_OPTION = 6;

interface Picked {
  readonly command: string;
  readonly options: CommandValues;
}

type Mentions = Readonly<Record<string, string>>;

/** What a person makes of a documented line in Discord's command picker: values fall into the options in their order. */
export function picked(commands: readonly APIApplicationCommand[], line: string, mentions: Mentions): Picked {
  const { command, declared, rest } = chosen(commands, line);
  const options: Record<string, string | number | boolean> = {};
  for (const word of rest) {
    const { key, value } = keyed(word, declared);
    const mention = value.startsWith("@") ? mentions[value.slice(1)] : undefined;
    const free = declared.filter((option) => !(option.name in options));
    const target =
      free.find((option) => (key ? option.name === key : fits(option, value, mention))) ??
      free.find(({ type }) => mention && type === STRING_OPTION);
    if (!target)
      throw new Error(`/${line}: no option takes "${word}" among ${declared.map(({ name }) => name).join(", ")}`);
    options[target.name] = valueFor(target, value, mention);
  }
  return { command, options };
}

function chosen(commands: readonly APIApplicationCommand[], line: string) {
  const [noun = "", ...rest] = wordsOf(line);
  const command = commands.find((one) => one.name === noun);
  if (!command) throw new Error(`Discord knows no /${noun}`);
  const verbs = (command.options ?? []).filter((option) => option.type === SUBCOMMAND);
  if (verbs.length === 0) return { command: noun, declared: command.options ?? [], rest };

  const verb = verbs.find((option) => option.name === rest[0]);
  if (!verb) throw new Error(`Discord knows no /${noun} ${rest[0]}`);
  return { command: `${noun} ${verb.name}`, declared: verb.options ?? [], rest: rest.slice(1) };
}

/** "role:admin" names an option; in "cluster:create" the colon is part of the value. */
function keyed(
  word: string,
  declared: readonly APIApplicationCommandOption[],
): { readonly key?: string; readonly value: string } {
  const [, typed, value] = /^([a-z_]+):(.+)$/u.exec(word) ?? [];
  const key = typed === "project" ? "org" : typed;
  return key && value && declared.some(({ name }) => name === key) ? { key, value } : { value: word };
}

/** Beside a member, a person can be written as an address; only an address goes there. */
function fits({ name, type }: APIApplicationCommandOption, value: string, mention: string | undefined): boolean {
  if (mention) return type === USER_OPTION;
  if (name === "email" || name.endsWith("_email")) return value.includes("@");
  return type !== USER_OPTION && (type !== INTEGER_OPTION || /^\d+$/u.test(value));
}

function valueFor({ type }: APIApplicationCommandOption, value: string, mention: string | undefined) {
  if (type === USER_OPTION) return mention ?? value;
  if (type === STRING_OPTION && mention) return `<@${mention}>`;
  if (type === BOOLEAN_OPTION) return ["yes", "true", "on"].includes(value);
  return type === INTEGER_OPTION ? Number(value) : value;
}
