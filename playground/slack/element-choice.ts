import type { JsonObject } from "./blocks/check.ts";
import { optionsOf } from "./blocks/composition.ts";
import type { ElementValue, SlackJson } from "./seen.ts";
import { keepingOf } from "./element-state.ts";
import type { Keeping } from "./element-state.ts";

/** What can be picked, as far as it is not written in the element itself. */
export interface Pickable {
  user(id: string): boolean;
  conversation(id: string, element: JsonObject): boolean;
  channel(id: string): boolean;
  file(id: string): SlackJson | undefined;
  /** Options that the bot suggested for this external select. */
  suggested(element: JsonObject): readonly JsonObject[];
}

type Picked = { readonly state: SlackJson } | { readonly reason: string };

function optionCalled(value: unknown, element: JsonObject, pickable: Pickable): unknown {
  const known = [element["initial_option"], element["initial_options"]].flat();
  const offered: readonly unknown[] = [...optionsOf(element), ...pickable.suggested(element), ...known];
  return offered.find(
    (option) => typeof option === "object" && option !== null && "value" in option && option.value === value,
  );
}

function pickOne(
  value: string | number,
  element: JsonObject,
  { picks, pickable }: { picks: Keeping["picks"]; pickable: Pickable },
): unknown {
  const text = String(value);
  const checks: Readonly<Record<Keeping["picks"], () => unknown>> = {
    text: () => text,
    "rich-text": () => richText(text),
    option: () => optionCalled(text, element, pickable),
    user: () => (pickable.user(text) ? text : undefined),
    conversation: () => (pickable.conversation(text, element) ? text : undefined),
    channel: () => (pickable.channel(text) ? text : undefined),
    date: () => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined),
    time: () => (/^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : undefined),
    seconds: () => (Number.isInteger(Number(value)) ? Number(value) : undefined),
    file: () => pickable.file(text),
  };
  return checks[picks]();
}

function richText(text: string): SlackJson {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

/** The element's state once a person chose `value`, or why that cannot be chosen. */
export function pick(element: JsonObject, value: ElementValue, pickable: Pickable): Picked {
  const keeping = keepingOf(element);
  if (keeping === undefined) return { reason: `nothing can be chosen in a ${String(element["type"])}` };

  const isMany = keeping.isMany === true;
  const wanted = listOf(value);
  const picked = wanted.map((one) => pickOne(one, element, { picks: keeping.picks, pickable }));
  const missing = wanted.find((_, index) => picked[index] === undefined);
  if (missing !== undefined) return { reason: `${String(missing)} is not among what can be chosen` };

  const most = isMany ? (element["max_selected_items"] ?? element["max_files"]) : 1;
  if (typeof most === "number" && picked.length > most) return { reason: `no more than ${most} can be chosen` };
  return { state: { type: element["type"], [keeping.key]: isMany ? picked : (picked[0] ?? null) } };
}

function listOf(value: ElementValue): readonly (string | number)[] {
  if (value === null || value === "") return [];
  return typeof value === "object" ? value : [value];
}

/** What was chosen, without the element's type: goes into the action of a `block_actions` payload. */
export function chosenIn(element: JsonObject, state: SlackJson): SlackJson {
  const keeping = keepingOf(element);
  return keeping === undefined ? {} : { [keeping.key]: state[keeping.key] };
}
