import { ComponentType, TextInputStyle } from "discord-api-types/v10";
import * as z from "zod";
import { refuseTogether } from "./component.ts";
import { list, rules, text } from "./form.ts";
import type { Report } from "./form.ts";
import * as limits from "./limits.ts";
import { componentBase, entitySelects, refuseCounts, refuseOptions, stringSelect } from "./select.ts";

const textInput = z
  .object({
    ...componentBase,
    type: z.literal(ComponentType.TextInput),
    custom_id: text(1, limits.CUSTOM_ID),
    style: z.enum(TextInputStyle),
    label: text(1, limits.LABEL).nullish(),
    value: text(0, limits.TEXT_INPUT).nullish(),
    placeholder: text(0, limits.TEXT_INPUT_PLACEHOLDER).nullish(),
    required: z.boolean().nullish(),
    min_length: z.int().min(0).max(limits.TEXT_INPUT).nullish(),
    max_length: z.int().min(1).max(limits.TEXT_INPUT).nullish(),
  })
  .superRefine(
    rules((value, report) => {
      const maximum = value.max_length ?? limits.TEXT_INPUT;
      if ((value.min_length ?? 0) > maximum) {
        report(
          ["min_length"],
          "TEXT_INPUT_COMPONENT_LENGTH_INVALID",
          "min_length must be less than or equal to max_length",
        );
      }
      if ((value.value ?? "").length > maximum) {
        report(["value"], "BASE_TYPE_MAX_LENGTH", `Must be ${maximum} or fewer in length.`);
      }
    }),
  );

const groupOption = z.object({
  label: text(1, limits.SELECT_OPTION_TEXT),
  value: text(1, limits.SELECT_OPTION_TEXT),
  description: text(0, limits.SELECT_OPTION_TEXT).nullish(),
  default: z.boolean().nullish(),
});

const fieldBase = {
  ...componentBase,
  custom_id: text(1, limits.CUSTOM_ID),
  required: z.boolean().nullish(),
};

const fields = [
  textInput,
  stringSelect,
  ...entitySelects,
  z
    .object({
      ...fieldBase,
      type: z.literal(ComponentType.RadioGroup),
      options: list(groupOption, 2, limits.GROUP_OPTIONS),
    })
    .superRefine(rules(refuseOptions)),
  z
    .object({
      ...fieldBase,
      type: z.literal(ComponentType.CheckboxGroup),
      options: list(groupOption, 1, limits.GROUP_OPTIONS),
      min_values: z.int().min(0).max(limits.GROUP_OPTIONS).nullish(),
      max_values: z.int().min(1).max(limits.GROUP_OPTIONS).nullish(),
    })
    .superRefine(rules((value, report) => refuseGroup(value, report))),
  z.object({
    ...componentBase,
    type: z.literal(ComponentType.Checkbox),
    custom_id: text(1, limits.CUSTOM_ID),
    default: z.boolean().nullish(),
  }),
  z
    .object({
      ...fieldBase,
      type: z.literal(ComponentType.FileUpload),
      min_values: z.int().min(0).max(limits.MODAL_FILES).nullish(),
      max_values: z.int().min(1).max(limits.MODAL_FILES).nullish(),
    })
    .superRefine(rules(refuseCounts)),
] as const;

const label = z
  .object({
    ...componentBase,
    type: z.literal(ComponentType.Label),
    label: text(1, limits.LABEL),
    description: text(0, limits.LABEL_DESCRIPTION).nullish(),
    component: z.discriminatedUnion("type", fields),
  })
  .superRefine(
    rules(({ component }, report) => {
      if ("label" in component && component.label) {
        report(["component", "label"], "COMPONENT_LABEL_INVALID", "A text input in a label has no label of its own");
      }
      if ("disabled" in component && component.disabled === true) {
        report(["component", "disabled"], "COMPONENT_DISABLED_INVALID", "Modal components cannot be disabled");
      }
    }),
  );

const row = z
  .object({ ...componentBase, type: z.literal(ComponentType.ActionRow), components: list(textInput, 1, 1) })
  .superRefine(
    rules(({ components }, report) => {
      if (components[0] !== undefined && !components[0].label) {
        report(["components", 0, "label"], "BASE_TYPE_REQUIRED", "This field is required");
      }
    }),
  );

const words = z.object({
  ...componentBase,
  type: z.literal(ComponentType.TextDisplay),
  content: text(1, limits.DISPLAYED_TEXT),
});

export const modal = z.object({
  custom_id: text(1, limits.CUSTOM_ID),
  title: text(1, limits.MODAL_TITLE),
  components: list(z.discriminatedUnion("type", [row, label, words]), 1, limits.MODAL_COMPONENTS).superRefine(
    rules(refuseTogether),
  ),
});

interface Group {
  readonly options: readonly { readonly value: string; readonly default?: boolean | null | undefined }[];
  readonly min_values?: number | null | undefined;
  readonly max_values?: number | null | undefined;
}

/** Unlike in a select, all boxes of a group may be ticked when `max_values` is left out. */
function refuseGroup(group: Group, report: Report): void {
  const counted = { ...group, max_values: group.max_values ?? group.options.length };
  refuseOptions(counted, report);
  refuseCounts(counted, report);
}
