import type { ElementValue, SeenView, SlackJson } from "../../../slack/seen.ts";
import { listAt, numberAt, objectAt, textAt, textsAt } from "./json.ts";

const scalars = [
  "value",
  "selected_user",
  "selected_conversation",
  "selected_channel",
  "selected_date",
  "selected_time",
] as const;
const lists = ["selected_users", "selected_conversations", "selected_channels"] as const;

/** What an element holds, from its state in `view.state.values`. */
export function valueOfState(state: SlackJson | undefined): ElementValue {
  if (state === undefined) return null;
  if ("selected_option" in state) return textAt(objectAt(state, "selected_option"), "value") || null;
  if ("selected_options" in state) return listAt(state, "selected_options").map((option) => textAt(option, "value"));
  if ("files" in state) return listAt(state, "files").map((file) => textAt(file, "id"));
  return plainValue(state);
}

function plainValue(state: SlackJson): ElementValue {
  if ("selected_date_time" in state) return numberAt(state, "selected_date_time") ?? null;
  const list = lists.find((key) => key in state);
  if (list !== undefined) return textsAt(state, list);
  const scalar = scalars.find((key) => key in state);
  return scalar === undefined ? null : textAt(state, scalar) || null;
}

/** What an element in a message starts with, from its own `initial_…`. */
export function initialValue(element: SlackJson): ElementValue {
  const option = objectAt(element, "initial_option");
  if (option !== undefined) return textAt(option, "value");
  if ("initial_options" in element) return listAt(element, "initial_options").map((chosen) => textAt(chosen, "value"));
  if ("initial_date_time" in element) return numberAt(element, "initial_date_time") ?? null;

  for (const kind of ["users", "conversations", "channels"]) {
    if (`initial_${kind}` in element) return textsAt(element, `initial_${kind}`);
  }
  for (const kind of ["user", "conversation", "channel", "date", "time", "value"]) {
    if (`initial_${kind}` in element) return textAt(element, `initial_${kind}`);
  }
  return null;
}

export function stateIn(view: SeenView, blockId: string, actionId: string): SlackJson | undefined {
  return view.values[blockId]?.[actionId];
}

export function asText(value: ElementValue): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

export function asList(value: ElementValue): readonly string[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" && value !== "" ? [value] : [];
}
