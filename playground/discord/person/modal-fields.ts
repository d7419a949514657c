import { ComponentType, TextInputStyle } from "discord-api-types/v10";
import type {
  APIComponentInLabel,
  APIModalInteractionResponseCallbackComponent,
  APIModalInteractionResponseCallbackData,
  APITextInputComponent,
} from "discord-api-types/v10";
import * as limits from "../schema/limits.ts";
import type { ModalField, OpenModal } from "../seen.ts";

/** A modal as the client lays it out. */
export function openModal(raw: APIModalInteractionResponseCallbackData): OpenModal {
  return { customId: raw.custom_id, title: raw.title, fields: raw.components.flatMap(fieldsOf), raw };
}

function fieldsOf(component: APIModalInteractionResponseCallbackComponent): readonly ModalField[] {
  switch (component.type) {
    case ComponentType.TextDisplay:
      return [];
    case ComponentType.ActionRow:
      return component.components.map((input) => fieldOf(input, { label: input.label ?? "" }));
    case ComponentType.Label: {
      const { label, description } = component;
      return [fieldOf(component.component, { label, ...(description && { description }) })];
    }
  }
}

type Heading = Pick<ModalField, "label" | "description">;

function fieldOf(component: APIComponentInLabel, heading: Heading): ModalField {
  const isRequired = !("required" in component) || component.required;
  const placeholder = "placeholder" in component && component.placeholder ? { placeholder: component.placeholder } : {};
  return { ...heading, ...placeholder, customId: component.custom_id, isRequired, ...inputOf(component) };
}

type Input = Pick<ModalField, "kind" | "value" | "choices" | "minimum" | "maximum"> &
  Partial<Pick<ModalField, "isRequired">>;

function inputOf(component: APIComponentInLabel): Input {
  if (isEntitySelect(component))
    return { kind: ENTITIES[component.type], value: preset(component), ...counts(component) };

  switch (component.type) {
    case ComponentType.TextInput:
      return textOf(component);
    case ComponentType.Checkbox:
      return { isRequired: false, kind: "checkbox", value: component.default === true };
    case ComponentType.RadioGroup:
      return { kind: "radio", choices: component.options, value: chosen(component.options)[0] ?? "" };
    case ComponentType.FileUpload:
      return { kind: "files", value: [], ...counts(component) };
    case ComponentType.CheckboxGroup: {
      const maximum = component.max_values ?? component.options.length;
      const value = chosen(component.options);
      return { kind: "checkboxes", choices: component.options, value, ...counts(component), maximum };
    }
    case ComponentType.StringSelect:
      return {
        kind: "string-select",
        choices: component.options,
        value: chosen(component.options),
        ...counts(component),
      };
  }
}

function textOf(component: APITextInputComponent): Input {
  return {
    kind: component.style === TextInputStyle.Short ? "short-text" : "paragraph",
    value: component.value ?? "",
    minimum: component.min_length ?? 0,
    maximum: component.max_length ?? limits.TEXT_INPUT,
  };
}

const ENTITIES = {
  [ComponentType.UserSelect]: "user-select",
  [ComponentType.RoleSelect]: "role-select",
  [ComponentType.MentionableSelect]: "mentionable-select",
  [ComponentType.ChannelSelect]: "channel-select",
} as const;

type EntitySelect = Extract<APIComponentInLabel, { type: keyof typeof ENTITIES }>;

function isEntitySelect(component: APIComponentInLabel): component is EntitySelect {
  return component.type in ENTITIES;
}

function chosen(options: readonly { readonly value: string; readonly default?: boolean }[]): readonly string[] {
  return options.filter((option) => option.default === true).map((option) => option.value);
}

function preset(component: { readonly default_values?: readonly { readonly id: string }[] }): readonly string[] {
  return (component.default_values ?? []).map((each) => each.id);
}

function counts(component: { readonly min_values?: number; readonly max_values?: number }): {
  minimum: number;
  maximum: number;
} {
  return { minimum: component.min_values ?? 1, maximum: component.max_values ?? 1 };
}
