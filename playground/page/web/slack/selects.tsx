import type { ElementValue, SlackJson } from "../../../slack/seen.ts";
import { Picker } from "../shared/picker.tsx";
import type { PickerGroup } from "../shared/picker.tsx";
import type { SlackState } from "../../protocol.ts";
import { useSlack } from "./context.ts";
import { useElement, useHost } from "./host.ts";
import type { PlacedElement } from "./host.ts";
import { isSetAt, listAt, numberAt, objectAt, textAt, textsAt, wordsAt } from "./json.ts";
import { groupsOf, optionOf } from "./use-host.ts";
import { asList } from "./values.ts";

/** Every select menu: static, external, users, conversations and channels; single or multi. */
export function SelectElement(placed: PlacedElement) {
  const { slack } = useSlack();
  const host = useHost();
  const { value, choose, isInvalid } = useElement(placed);
  const { element } = placed;
  const type = textAt(element, "type");
  const isMulti = type.startsWith("multi_");
  const source = type.replace(/^multi_/, "").replace(/_select$/, "");
  return (
    <Picker
      label={placed.label || wordsAt(element, "placeholder") || "Choose"}
      placeholder={wordsAt(element, "placeholder") || "Choose an option"}
      groups={source === "external" ? initialGroups(element) : groupsFrom(source, element, slack)}
      onQuery={source === "external" ? (query) => host.suggest(placed, query) : undefined}
      values={asList(value)}
      isMulti={isMulti}
      maximum={numberAt(element, "max_selected_items")}
      describedBy={placed.describedBy}
      isInvalid={isInvalid}
      onChange={(values) => choose(chosen(values, isMulti))}
    />
  );
}

function chosen(values: readonly string[], isMulti: boolean): ElementValue {
  return isMulti ? values : (values[0] ?? null);
}

/** Options that the bot named before, so that the closed menu shows their labels. */
function initialGroups(element: SlackJson): readonly PickerGroup[] {
  const first = objectAt(element, "initial_option");
  const options = first === undefined ? listAt(element, "initial_options") : [first];
  return [{ options: options.map(optionOf) }];
}

function groupsFrom(source: string, element: SlackJson, slack: SlackState): readonly PickerGroup[] {
  if (source === "static") return groupsOf(element);
  if (source === "users") {
    const people = slack.users.filter((user) => user.id !== slack.botUserId);
    return [{ options: people.map(({ id, name, handle }) => ({ value: id, label: name, description: `@${handle}` })) }];
  }
  return [{ options: conversationsFor(source, element, slack) }];
}

function conversationsFor(source: string, element: SlackJson, slack: SlackState) {
  const filter = objectAt(element, "filter");
  const included = textsAt(filter, "include");
  return slack.channels
    .filter((channel) => source !== "channels" || channel.kind === "public")
    .filter((channel) => included.length === 0 || included.includes(channel.kind === "direct" ? "im" : channel.kind))
    .filter((channel) => !(isSetAt(filter, "exclude_bot_users") && channel.kind === "app"))
    .map((channel) => ({
      value: channel.id,
      label: channel.kind === "public" || channel.kind === "private" ? `#${channel.name}` : channel.name,
    }));
}
