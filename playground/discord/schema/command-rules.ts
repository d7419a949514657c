import { ApplicationCommandOptionType } from "discord-api-types/v10";
import type { Report } from "./form.ts";
import * as limits from "./limits.ts";

interface Choices {
  readonly choices?: readonly { readonly name: string }[] | null | undefined;
  readonly autocomplete?: boolean | null | undefined;
}

/** Choices and autocomplete exclude each other; choices differ in name. */
export function refuseChoices(option: Choices, report: Report): void {
  const all = option.choices ?? [];
  if (option.autocomplete === true && all.length > 0) {
    report(
      ["autocomplete"],
      "APPLICATION_COMMAND_OPTIONS_CHOICES_MUTUALLY_EXCLUSIVE",
      "Autocomplete and choices are mutually exclusive",
    );
  }
  for (const index of repeated(all.map((choice) => choice.name))) {
    report(
      ["choices", index],
      "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
      "Option choice name already exists",
    );
  }
}

interface Options {
  readonly options?:
    | readonly { readonly type: number; readonly name: string; readonly required?: boolean | null | undefined }[]
    | null
    | undefined;
}

/** Names differ, required ones come first, and subcommands do not mix with values. */
export function refuseOptions(parent: Options, report: Report): void {
  const all = parent.options ?? [];
  for (const index of repeated(all.map((option) => option.name))) {
    report(["options", index], "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
  }

  const nested = all.filter(isNested).length;
  if (nested > 0 && nested < all.length) {
    report(
      ["options"],
      "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
      "Sub-command and sub-command group option types are mutually exclusive to all other types",
    );
    return;
  }
  const firstOptional = all.findIndex((option) => option.required !== true);
  for (const [index, option] of all.entries()) {
    if (option.required !== true || firstOptional === -1 || index < firstOptional) continue;
    report(
      ["options", index],
      "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
      "Required options must be placed before non-required options",
    );
  }
}

/** Refuses a command whose names, descriptions and values exceed the total. */
export function refuseSize(command: unknown, report: Report): void {
  if (sizeOf(command) <= limits.COMMAND_TOTAL) return;
  report([], "APPLICATION_COMMAND_TOO_LARGE", `Command exceeds maximum size (${limits.COMMAND_TOTAL})`);
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 0);
  if (typeof value !== "object" || value === null) return 0;

  // Safe: any non-array object may be read by string keys.
  const node = value as Readonly<Record<string, unknown>>;
  const own =
    longest(node["name"], node["name_localizations"]) + longest(node["description"], node["description_localizations"]);
  const literal = typeof node["value"] === "string" ? node["value"].length : 0;
  return own + literal + sizeOf(node["options"]) + sizeOf(node["choices"]);
}

function longest(text: unknown, localizations: unknown): number {
  const others = typeof localizations === "object" && localizations !== null ? Object.values(localizations) : [];
  return Math.max(...[text, ...others].map((each) => (typeof each === "string" ? each.length : 0)));
}

function isNested(option: { readonly type: number }): boolean {
  return (
    option.type === ApplicationCommandOptionType.Subcommand ||
    option.type === ApplicationCommandOptionType.SubcommandGroup
  );
}

function repeated(names: readonly string[]): readonly number[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}
