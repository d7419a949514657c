import type { InputBlock, KnownBlock, ModalView, PlainTextElement } from "@slack/types";
import type { Choice, Field, Form, Reply } from "../../commands/reply.ts";
import { limits } from "./limits.ts";
import { clean, label, oneLine, truncate } from "./plain.ts";
import { renderBlocks } from "./render.ts";
import type { Rendering } from "./rendering.ts";

const formCallback = "form";
const resultCallback = "result";

/** The one action id of every input: the block's id is the field's name. */
const inputAction = "value";

/** A person field has a second input, for a name or an address. */
export const typedSuffix = ".typed";

interface FormSurroundings {
  /** See `place.ts`. */
  readonly metadata: string;
  /** Why the form is shown again; above the fields. */
  readonly banner?: { readonly reply: Reply; readonly rendering: Rendering };
}

/** A form as a modal. Block ids are field names, so that errors find their fields. */
export function renderForm(form: Form, { metadata, banner }: FormSurroundings): ModalView {
  const inputs = form.fields.flatMap((field) => inputsOf(field, banner?.reply.fieldErrors?.[field.name]));
  const room = limits.blocksPerView - inputs.length - 2;
  return {
    type: "modal",
    callback_id: formCallback,
    private_metadata: metadata,
    title: plain(form.title, limits.viewTitle),
    submit: plain(form.submit, limits.viewButton),
    close: plain("Cancel", limits.viewButton),
    blocks: [
      ...(banner ? renderBlocks(banner.reply, banner.rendering, room) : []),
      ...headingOf(form),
      ...introOf(form),
      ...inputs,
    ],
  };
}

/** An answer in a modal, where there is no better place for it. */
export function renderResult(reply: Reply, rendering: Rendering, metadata: string): ModalView {
  return {
    type: "modal",
    callback_id: resultCallback,
    private_metadata: metadata,
    title: plain("Quartermaster", limits.viewTitle),
    close: plain("Close", limits.viewButton),
    blocks: renderBlocks(reply, rendering, limits.blocksPerView),
  };
}

/** What a modal says while the work goes on. */
export function renderWaiting(sentence: string, metadata: string): ModalView {
  return {
    type: "modal",
    callback_id: resultCallback,
    private_metadata: metadata,
    title: plain("Quartermaster", limits.viewTitle),
    close: plain("Close", limits.viewButton),
    blocks: [{ type: "section", text: plain(sentence, limits.sectionText) }],
  };
}

function headingOf(form: Form): KnownBlock[] {
  if (oneLine(form.title).length <= limits.viewTitle) return [];

  return [{ type: "header", text: plain(form.title, limits.headerText) }];
}

function introOf(form: Form): KnownBlock[] {
  if (form.intro === undefined || clean(form.intro) === "") return [];

  const text = truncate(clean(form.intro), limits.sectionText);
  return [{ type: "section", text: { type: "plain_text", text, emoji: false } }];
}

function inputsOf(field: Field, error: string | undefined): KnownBlock[] {
  const inputs = field.kind === "person" ? personInputs(field) : [inputOf(field)];
  if (error === undefined) return inputs;

  const text = plain(`✗ ${error}`, limits.sectionText);
  return [{ type: "section", text }, ...inputs];
}

function inputOf(field: Field): InputBlock {
  const hint = hintOf(field);
  return {
    type: "input",
    block_id: field.name,
    label: plain(field.label, limits.inputLabel),
    element: elementOf(field),
    optional: !field.required,
    ...(hint !== "" && { hint: plain(hint, limits.inputHint) }),
  };
}

/** What was typed and is no choice is said in the hint, so that it is not lost. */
function hintOf(field: Field): string {
  const value = field.value ?? "";
  const isShown = field.kind !== "choice" || value === "" || initialOption(field) !== undefined;
  return [field.hint ?? "", isShown ? "" : `You gave “${value}”.`].filter((part) => part !== "").join(" ");
}

function elementOf(field: Field): InputBlock["element"] {
  const choices = optionsOf(field.choices ?? []);
  if (field.kind === "choice" && choices.length > 0) return selectOf(field, choices);
  if (field.kind === "choices" && choices.length > 0) return severalOf(field, choices);
  if (field.kind === "suggested" && (field.value ?? "").length <= limits.optionValue) return suggestedOf(field);
  return textOf(field, { value: field.value, multiline: field.kind === "lines", max: field.maxLength });
}

function selectOf(field: Field, options: Option[]): InputBlock["element"] {
  const initial = initialOption(field);
  return { type: "static_select", action_id: inputAction, options, ...(initial && { initial_option: initial }) };
}

function severalOf(field: Field, options: Option[]): InputBlock["element"] {
  const given = new Set((field.value ?? "").split(",").map((value) => value.trim()));
  const initial = options.filter((option) => given.has(option.value));
  const chosen = initial.length > 0 && { initial_options: initial };
  if (options.length <= limits.checkboxOptions) {
    return { type: "checkboxes", action_id: inputAction, options, ...chosen };
  }

  return { type: "multi_static_select", action_id: inputAction, options, ...chosen };
}

function suggestedOf(field: Field): InputBlock["element"] {
  const value = field.value ?? "";
  const known = field.choices?.find((choice) => choice.value === value);
  const [initial] = value === "" ? [] : optionsOf([known ?? { value, label: value }]);
  return {
    type: "external_select",
    action_id: inputAction,
    min_query_length: 0,
    placeholder: plain("Type to search", limits.placeholder),
    ...(initial && { initial_option: initial }),
  };
}

function personInputs(field: Field): InputBlock[] {
  const mentioned = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(field.value ?? "")?.[1];
  const typed = mentioned === undefined ? field.value : undefined;
  const users = {
    type: "users_select",
    action_id: inputAction,
    ...(mentioned !== undefined && { initial_user: mentioned }),
  } as const;
  return [
    { ...inputOf(field), optional: true, element: users },
    {
      type: "input",
      block_id: `${field.name}${typedSuffix}`,
      label: plain("… or a name or e-mail address", limits.inputLabel),
      element: textOf(field, { value: typed, multiline: false, max: undefined }),
      optional: true,
    },
  ];
}

interface Typed {
  readonly value: string | undefined;
  readonly multiline: boolean;
  readonly max: number | undefined;
}

function textOf(field: Field, typed: Typed): InputBlock["element"] {
  const max = Math.min(typed.max ?? limits.plainTextInput, limits.plainTextInput);
  const text = truncate(clean(typed.value ?? ""), limits.plainTextInput);
  return {
    type: "plain_text_input",
    action_id: inputAction,
    multiline: typed.multiline || field.kind === "lines",
    // A longer text that was typed elsewhere stays visible and can be shortened.
    max_length: Math.max(max, text.length, 1),
    ...(text !== "" && { initial_value: text }),
  };
}

interface Option {
  readonly text: PlainTextElement;
  readonly value: string;
}

/** Choices as options: values are never cut, since a cut one would mean something else. */
export function optionsOf(choices: readonly Choice[]): Option[] {
  const usable = choices.filter(({ value }) => value.length > 0 && value.length <= limits.optionValue);
  return [...new Map(usable.map((choice) => [choice.value, choice])).values()]
    .slice(0, limits.options)
    .map(({ value, label: text }) => ({ text: plain(text, limits.optionText), value }));
}

function initialOption(field: Field): Option | undefined {
  return optionsOf(field.choices ?? []).find((option) => option.value === field.value);
}

function plain(text: string, max: number): PlainTextElement {
  return { type: "plain_text", text: label(text, max), emoji: false };
}
