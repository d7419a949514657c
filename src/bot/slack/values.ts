import { typedSuffix } from "./render-form.ts";
import type { FormValues } from "./payloads.ts";

type Element = NonNullable<FormValues[string][string]>;

/** What was filled in, in the words a person could have typed; what was left empty is absent. */
export function readValues(values: FormValues): Readonly<Record<string, string>> {
  const entries = fieldsIn(values).map((field): readonly [string, string] => {
    const typed = textOf(values[`${field}${typedSuffix}`]);
    return [field, textOf(values[field]) || typed];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

/** Inputs that were left empty may be missing. */
function fieldsIn(values: FormValues): readonly string[] {
  const fields = Object.keys(values).map((block) =>
    block.endsWith(typedSuffix) ? block.slice(0, -typedSuffix.length) : block,
  );
  return [...new Set(fields)];
}

/** People who were both picked and typed: which of the two is meant is theirs to say. */
export function ambiguousFields(values: FormValues): readonly string[] {
  return Object.keys(values).filter(
    (block) => textOf(values[block]) !== "" && textOf(values[`${block}${typedSuffix}`]) !== "",
  );
}

/** The block at which a field's error is shown: the input that was used, if the form has the field at all. */
export function blockOf(field: string, values: FormValues): string | undefined {
  const typed = `${field}${typedSuffix}`;
  if (textOf(values[typed]) !== "") return typed;
  return field in values ? field : undefined;
}

function textOf(elements: FormValues[string] | undefined): string {
  const [element] = Object.values(elements ?? {});
  return element === undefined ? "" : elementText(element);
}

function elementText(element: Element): string {
  if (element.selected_user) return `<@${element.selected_user}>`;
  if (element.selected_option) return element.selected_option.value;
  if (element.selected_options) return element.selected_options.map((option) => option.value).join(",");
  return element.value?.trim() ?? "";
}
