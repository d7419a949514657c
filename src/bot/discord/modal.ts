import type {
  APIComponentInModalActionRow,
  APILabelComponent,
  APIModalInteractionResponseCallbackData,
  APITextDisplayComponent,
} from "discord-api-types/v10";
import { ComponentType, SelectMenuDefaultValueType, TextInputStyle } from "discord-api-types/v10";
import type { Choice, Field, Form } from "../../commands/reply.ts";
import { printable } from "./escape.ts";
import { clip, limits } from "./limits.ts";
import { shown } from "./controls.ts";
import { markdown, plain } from "./text.ts";

type Control = APILabelComponent["component"];

/** Ends the custom id of the text field that stands beside a person's menu. */
export const WRITTEN = "~written";
/** Ends the custom id of a menu from which nothing may be chosen on purpose. */
export const SEVERAL = "~several";

/**
 * A form as a Discord modal. Discord shows five things at most: required questions come first, then optional ones,
 * then the introduction; what does not fit is not asked.
 */
export function renderModal(form: Form, customId: string): APIModalInteractionResponseCallbackData {
  const labels = askedFields(form).flatMap(({ field, controls }) =>
    controls.map((control, index) => labelled(field, { control, isAlternative: index > 0 })),
  );
  const intro = labels.length < limits.modalComponents ? introduction(form, labels.length === 0) : [];
  return { custom_id: customId, title: shown(form.title, limits.modalTitle), components: [...intro, ...labels] };
}

/** Answers that the form's modal has no room to ask again; they stay as they were. */
export function unaskedInput(form: Form): Readonly<Record<string, string>> {
  const asked = new Set(askedFields(form).map(({ field }) => field.name));
  const left = form.fields.filter((field) => !asked.has(field.name) && field.value !== undefined);
  return Object.fromEntries(left.map((field) => [field.name, field.value ?? ""]));
}

interface Asked {
  readonly field: Field;
  readonly controls: readonly Control[];
}

function askedFields(form: Form): readonly Asked[] {
  const asked = form.fields
    .toSorted((one, other) => Number(other.required) - Number(one.required))
    .slice(0, limits.modalComponents);
  let room = limits.modalComponents - asked.length;

  const withControls = asked.map((field): Asked => {
    if (field.kind !== "person") return { field, controls: [control(field)] };
    if (room < 1) return { field, controls: [textInput(field, field.value)] };
    room -= 1;
    return { field, controls: personControls(field) };
  });
  return form.fields.flatMap((field) => withControls.filter((asked) => asked.field === field));
}

function control(field: Field): Control {
  const choices = (field.choices ?? []).slice(0, limits.selectOptions);
  if ((field.kind === "choice" || field.kind === "choices") && choices.length > 0) return stringSelect(field, choices);
  return textInput(field, field.value);
}

/** A member is picked, an address or a name is written; neither is required, since the other may be given. */
function personControls(field: Field): readonly Control[] {
  const mentioned = /^<@!?(\d{1,20})>$/u.exec(field.value ?? "")?.[1];
  return [
    {
      type: ComponentType.UserSelect,
      custom_id: field.name,
      placeholder: "Pick a member",
      required: false,
      min_values: 0,
      max_values: 1,
      ...(mentioned !== undefined && { default_values: [{ id: mentioned, type: SelectMenuDefaultValueType.User }] }),
    },
    {
      ...textInput({ ...field, required: false }, mentioned === undefined ? field.value : undefined),
      custom_id: `${field.name}${WRITTEN}`,
    },
  ];
}

function textInput(field: Field, value: string | undefined): APIComponentInModalActionRow & Control {
  const typed = value === undefined ? undefined : clip(printable(value), limits.inputValue);
  const longest = Math.min(Math.max(field.maxLength ?? limits.inputValue, typed?.length ?? 0, 1), limits.inputValue);
  return {
    type: ComponentType.TextInput,
    custom_id: field.name,
    style: field.kind === "lines" ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required: field.required,
    max_length: longest,
    ...(typed !== undefined && typed !== "" && { value: typed }),
  };
}

function stringSelect(field: Field, choices: readonly Choice[]): Control {
  const isMultiple = field.kind === "choices";
  const chosen = new Set(isMultiple ? (field.value ?? "").split(",").map((value) => value.trim()) : [field.value]);
  return {
    type: ComponentType.StringSelect,
    custom_id: isMultiple ? `${field.name}${SEVERAL}` : field.name,
    required: field.required,
    min_values: field.required ? 1 : 0,
    max_values: isMultiple ? choices.length : 1,
    options: choices.map(({ value, label }) => ({
      label: shown(label, limits.selectOptionLabel),
      value: clip(value, limits.selectOptionValue),
      ...(chosen.has(value) && { default: true }),
    })),
  };
}

function labelled(field: Field, part: { control: Control; isAlternative: boolean }): APILabelComponent {
  const hint = plain(field.hint ?? "");
  const description = part.isAlternative ? "An e-mail address or a name, for somebody not in the list" : hint;
  return {
    type: ComponentType.Label,
    label: shown(part.isAlternative ? `… or write: ${field.label}` : field.label, limits.labelText),
    ...(description !== "" && { description: shown(description, limits.labelDescription) }),
    component: part.control,
  };
}

/** A modal holds at least one thing. */
function introduction(form: Form, isAlone: boolean): readonly APITextDisplayComponent[] {
  const intro = markdown(form.intro ?? "", limits.textDisplay).trim();
  if (intro !== "") return [{ type: ComponentType.TextDisplay, content: intro }];
  return isAlone
    ? [{ type: ComponentType.TextDisplay, content: markdown(shown(form.title, limits.modalTitle), limits.textDisplay) }]
    : [];
}
