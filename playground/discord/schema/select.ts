import { ComponentType } from "discord-api-types/v10";
import * as z from "zod";
import { list, rules, snowflake, text } from "./form.ts";
import type { Report } from "./form.ts";
import * as limits from "./limits.ts";

/** Custom emoji need a guild that has them, and none here has; so a name that is one emoji character. */
export const emoji = z
  .object({ id: snowflake.nullish(), name: z.string(), animated: z.boolean().nullish() })
  .refine(
    (value) => (value.id ?? undefined) === undefined && /^\p{RGI_Emoji}$|^\p{Extended_Pictographic}/v.test(value.name),
    {
      message: "Invalid emoji",
      params: { discord: "COMPONENT_INVALID_EMOJI" },
    },
  );

export const componentBase = { id: z.int().min(0).nullish() };

const option = z.object({
  label: text(1, limits.SELECT_OPTION_TEXT),
  value: text(1, limits.SELECT_OPTION_TEXT),
  description: text(0, limits.SELECT_OPTION_TEXT).nullish(),
  emoji: emoji.nullish(),
  default: z.boolean().nullish(),
});

const selectBase = {
  ...componentBase,
  custom_id: text(1, limits.CUSTOM_ID),
  placeholder: text(0, limits.PLACEHOLDER).nullish(),
  min_values: z.int().min(0).max(limits.SELECT_OPTIONS).nullish(),
  max_values: z.int().min(1).max(limits.SELECT_OPTIONS).nullish(),
  disabled: z.boolean().nullish(),
  required: z.boolean().nullish(),
};

function defaults(...types: readonly string[]) {
  return list(z.object({ id: snowflake, type: z.enum(types) }), 0, limits.SELECT_OPTIONS).nullish();
}

export const stringSelect = z
  .object({
    ...selectBase,
    type: z.literal(ComponentType.StringSelect),
    options: list(option, 1, limits.SELECT_OPTIONS),
  })
  .superRefine(rules(refuseOptions))
  .superRefine(rules(refuseCounts));

export const entitySelects = [
  z
    .object({ ...selectBase, type: z.literal(ComponentType.UserSelect), default_values: defaults("user") })
    .superRefine(rules(refuseCounts)),
  z
    .object({ ...selectBase, type: z.literal(ComponentType.RoleSelect), default_values: defaults("role") })
    .superRefine(rules(refuseCounts)),
  z
    .object({
      ...selectBase,
      type: z.literal(ComponentType.MentionableSelect),
      default_values: defaults("user", "role"),
    })
    .superRefine(rules(refuseCounts)),
  z
    .object({
      ...selectBase,
      type: z.literal(ComponentType.ChannelSelect),
      default_values: defaults("channel"),
      channel_types: z.array(z.int()).nullish(),
    })
    .superRefine(rules(refuseCounts)),
] as const;

interface Options {
  readonly options: readonly { readonly value: string; readonly default?: boolean | null | undefined }[];
}

/** Option values must differ; at most `max_values` of them may be chosen beforehand. */
export function refuseOptions(select: Options & { max_values?: number | null | undefined }, report: Report): void {
  const seen = new Set<string>();
  for (const [index, each] of select.options.entries()) {
    if (seen.has(each.value)) {
      report(
        ["options", index, "value"],
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        "The specified option value is already used",
      );
    }
    seen.add(each.value);
  }
  if (select.options.filter((each) => each.default === true).length > (select.max_values ?? 1)) {
    report(["options"], "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many default values were specified");
  }
}

interface Counts {
  readonly min_values?: number | null | undefined;
  readonly max_values?: number | null | undefined;
  readonly options?: readonly unknown[];
  readonly default_values?: readonly unknown[] | null | undefined;
}

/** `min_values` ≤ `max_values` ≤ how many there are; both are 1 when left out. */
export function refuseCounts(select: Counts, report: Report): void {
  const maximum = select.max_values ?? 1;
  if ((select.min_values ?? 1) > maximum) {
    report(
      ["min_values"],
      "SELECT_COMPONENT_MIN_VALUES_INVALID",
      "min_values must be less than or equal to max_values",
    );
  }
  if (select.options !== undefined && maximum > select.options.length) {
    report(["max_values"], "SELECT_COMPONENT_MAX_VALUES_INVALID", "max_values must not exceed the number of options");
  }
  if ((select.default_values ?? []).length > maximum) {
    report(["default_values"], "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many default values were specified");
  }
}
