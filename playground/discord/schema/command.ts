import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  Locale,
} from "discord-api-types/v10";
import * as z from "zod";
import { list, rules, text } from "./form.ts";
import * as limits from "./limits.ts";
import { refuseChoices, refuseOptions, refuseSize } from "./command-rules.ts";

/** Documented under "Application Command Naming"; letters that have a lowercase must use it. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const name = text(1, limits.COMMAND_NAME).refine((value) => NAME.test(value) && value === value.toLowerCase(), {
  message: "Command name is invalid",
  params: { discord: "APPLICATION_COMMAND_INVALID_NAME" },
});
const description = text(1, limits.COMMAND_DESCRIPTION);

function localized(maximum: number) {
  return z.partialRecord(z.enum(Locale), text(1, maximum)).nullish();
}

const named = {
  name,
  name_localizations: localized(limits.COMMAND_NAME),
  description,
  description_localizations: localized(limits.COMMAND_DESCRIPTION),
};
const basic = { ...named, required: z.boolean().nullish() };

function choices<Value extends z.ZodType>(value: Value) {
  return list(
    z.object({ name: text(1, limits.CHOICE_TEXT), name_localizations: localized(limits.CHOICE_TEXT), value }),
    0,
    limits.CHOICES,
  ).nullish();
}

const bounded = {
  min_value: z.number().nullish(),
  max_value: z.number().nullish(),
  autocomplete: z.boolean().nullish(),
};

const basicOptions = [
  z
    .object({
      ...basic,
      type: z.literal(ApplicationCommandOptionType.String),
      choices: choices(text(1, limits.CHOICE_TEXT)),
      min_length: z.int().min(0).max(limits.STRING_OPTION).nullish(),
      max_length: z.int().min(1).max(limits.STRING_OPTION).nullish(),
      autocomplete: z.boolean().nullish(),
    })
    .superRefine(rules(refuseChoices)),
  z
    .object({ ...basic, ...bounded, type: z.literal(ApplicationCommandOptionType.Integer), choices: choices(z.int()) })
    .superRefine(rules(refuseChoices)),
  z
    .object({
      ...basic,
      ...bounded,
      type: z.literal(ApplicationCommandOptionType.Number),
      choices: choices(z.number()),
    })
    .superRefine(rules(refuseChoices)),
  z.object({ ...basic, type: z.literal(ApplicationCommandOptionType.Boolean) }),
  z.object({ ...basic, type: z.literal(ApplicationCommandOptionType.User) }),
  z.object({
    ...basic,
    type: z.literal(ApplicationCommandOptionType.Channel),
    channel_types: z.array(z.enum(ChannelType)).nullish(),
  }),
  z.object({ ...basic, type: z.literal(ApplicationCommandOptionType.Role) }),
  z.object({ ...basic, type: z.literal(ApplicationCommandOptionType.Mentionable) }),
  z.object({ ...basic, type: z.literal(ApplicationCommandOptionType.Attachment) }),
] as const;

const subcommand = z
  .object({
    ...named,
    type: z.literal(ApplicationCommandOptionType.Subcommand),
    options: list(z.discriminatedUnion("type", basicOptions), 0, limits.COMMAND_OPTIONS).nullish(),
  })
  .superRefine(rules(refuseOptions));

const group = z
  .object({
    ...named,
    type: z.literal(ApplicationCommandOptionType.SubcommandGroup),
    options: list(subcommand, 1, limits.COMMAND_OPTIONS),
  })
  .superRefine(rules(refuseOptions));

const shared = {
  name_localizations: named.name_localizations,
  default_member_permissions: z
    .union([z.string(), z.int().min(0)])
    .transform(String)
    .refine((value) => /^\d{1,20}$/u.test(value), {
      message: "Value is not a permission set.",
      params: { discord: "NUMBER_TYPE_COERCE" },
    })
    .nullish(),
  dm_permission: z.boolean().nullish(),
  nsfw: z.boolean().nullish(),
  contexts: list(z.enum(InteractionContextType), 1, 3).nullish(),
  integration_types: list(z.enum(ApplicationIntegrationType), 1, 2).nullish(),
};

const chatInput = z
  .object({
    ...shared,
    ...named,
    type: z.literal(ApplicationCommandType.ChatInput),
    options: list(
      z.discriminatedUnion("type", [...basicOptions, subcommand, group]),
      0,
      limits.COMMAND_OPTIONS,
    ).nullish(),
  })
  .superRefine(rules(refuseOptions))
  .superRefine(rules(refuseSize));

const contextMenu = z.object({
  ...shared,
  name: text(1, limits.COMMAND_NAME),
  type: z.union([z.literal(ApplicationCommandType.User), z.literal(ApplicationCommandType.Message)]),
});

/** A command as it may be registered; without a type it is a slash command. */
export const command = z.preprocess(
  (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? { type: 1, ...value } : value),
  z.discriminatedUnion("type", [chatInput, contextMenu]),
);

export type CommandBody = z.output<typeof command>;
