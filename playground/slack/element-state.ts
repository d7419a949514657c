import type { JsonObject } from "./blocks/check.ts";
import { placedElements } from "./blocks/walk.ts";
import type { SlackJson } from "./seen.ts";
import type { StateValues, View } from "./workspace.ts";

/** How an element keeps what was chosen in it, by the names that Slack's payloads use. */
export interface Keeping {
  readonly key: string;
  readonly initial?: string;
  readonly isMany?: boolean;
  readonly picks:
    | "text"
    | "option"
    | "user"
    | "conversation"
    | "channel"
    | "date"
    | "time"
    | "seconds"
    | "file"
    | "rich-text";
}

const keepings: Readonly<Record<string, Keeping>> = {
  plain_text_input: { key: "value", initial: "initial_value", picks: "text" },
  email_text_input: { key: "value", initial: "initial_value", picks: "text" },
  url_text_input: { key: "value", initial: "initial_value", picks: "text" },
  number_input: { key: "value", initial: "initial_value", picks: "text" },
  rich_text_input: { key: "rich_text_value", initial: "initial_value", picks: "rich-text" },
  static_select: { key: "selected_option", initial: "initial_option", picks: "option" },
  external_select: { key: "selected_option", initial: "initial_option", picks: "option" },
  radio_buttons: { key: "selected_option", initial: "initial_option", picks: "option" },
  checkboxes: { key: "selected_options", initial: "initial_options", isMany: true, picks: "option" },
  multi_static_select: { key: "selected_options", initial: "initial_options", isMany: true, picks: "option" },
  multi_external_select: { key: "selected_options", initial: "initial_options", isMany: true, picks: "option" },
  users_select: { key: "selected_user", initial: "initial_user", picks: "user" },
  multi_users_select: { key: "selected_users", initial: "initial_users", isMany: true, picks: "user" },
  conversations_select: { key: "selected_conversation", initial: "initial_conversation", picks: "conversation" },
  multi_conversations_select: {
    key: "selected_conversations",
    initial: "initial_conversations",
    isMany: true,
    picks: "conversation",
  },
  channels_select: { key: "selected_channel", initial: "initial_channel", picks: "channel" },
  multi_channels_select: { key: "selected_channels", initial: "initial_channels", isMany: true, picks: "channel" },
  datepicker: { key: "selected_date", initial: "initial_date", picks: "date" },
  timepicker: { key: "selected_time", initial: "initial_time", picks: "time" },
  datetimepicker: { key: "selected_date_time", initial: "initial_date_time", picks: "seconds" },
  file_input: { key: "files", isMany: true, picks: "file" },
};

/** Undefined for what keeps nothing, such as a button. */
export function keepingOf(element: JsonObject): Keeping | undefined {
  return keepings[String(element["type"])];
}

function initialState(element: JsonObject, keeping: Keeping): SlackJson {
  const initial = keeping.initial === undefined ? undefined : element[keeping.initial];
  return { type: element["type"], [keeping.key]: initial ?? (keeping.isMany === true ? [] : null) };
}

type StateAt = { readonly blockId: string; readonly actionId: string; readonly state: SlackJson };

export function withState(values: StateValues, { blockId, actionId, state }: StateAt): StateValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: state } };
}

/** The state of a fresh message or view: what its elements start with. */
export function initialValues(blocks: unknown): StateValues {
  return placedElements(blocks).reduce<StateValues>((values, { block, element }) => {
    const keeping = keepingOf(element);
    if (keeping === undefined) return values;

    const [blockId, actionId] = [String(block["block_id"]), String(element["action_id"])];
    return withState(values, { blockId, actionId, state: initialState(element, keeping) });
  }, {});
}

/** The state after an update: typed values stay where block id, action id and type are the same. */
export function keepTyped(blocks: unknown, before: Pick<View, "values">): StateValues {
  return Object.fromEntries(
    Object.entries(initialValues(blocks)).map(([blockId, states]) => [
      blockId,
      Object.fromEntries(
        Object.entries(states).map(([actionId, fresh]) => {
          const old = before.values[blockId]?.[actionId];
          return [actionId, old !== undefined && old["type"] === fresh["type"] ? old : fresh];
        }),
      ),
    ]),
  );
}
