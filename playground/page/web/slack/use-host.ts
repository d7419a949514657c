import { useContext, useState } from "react";
import type { ElementValue, PressResult, SlackJson } from "../../../slack/seen.ts";
import type { SeenView } from "../../../slack/seen.ts";
import type { PickerGroup } from "../shared/picker.tsx";
import { ActingContext, useAct } from "../world.ts";
import { complaintOf } from "./complaints.ts";
import type { ElementHost, PlacedElement } from "./host.ts";
import { listAt, textAt, wordsAt } from "./json.ts";
import { initialValue, stateIn, valueOfState } from "./values.ts";

/** A press that Slack wants confirmed first. */
export interface Question {
  readonly dialog: SlackJson;
  readonly confirm: () => void;
}

interface Place {
  readonly in: "message" | "view";
  readonly id: string;
}

/** Presses elements in a message or view, asking first where the element says so. */
export function usePress(place: Place) {
  const act = useAct("slack");
  const { complain, announce } = useContext(ActingContext);
  const [question, setQuestion] = useState<Question>();

  const settle = (result: PressResult | undefined, again: () => void) => {
    if (result === undefined) return;
    if (result.outcome === "confirm") return setQuestion({ dialog: result.dialog, confirm: again });
    if (result.outcome === "opened") {
      window.open(result.url, "_blank", "noopener,noreferrer");
      return;
    }
    const complaint = complaintOf(result);
    if (complaint !== undefined) complain("slack", complaint);
    else announce("Done.");
  };
  const press = async (placed: PlacedElement, value?: ElementValue, isConfirmed = false): Promise<void> => {
    const input = { ...place, element: refOf(placed), isConfirmed };
    const result = await act("press", value === undefined ? input : { ...input, value: copied(value) });
    settle(result, () => {
      setQuestion(undefined);
      void press(placed, value, true);
    });
  };
  const suggest = async (placed: PlacedElement, query: string): Promise<readonly PickerGroup[]> => {
    const result = await act("suggest", { id: place.id, element: refOf(placed), query });
    if (result === undefined) return [];
    if (result.outcome !== "acknowledged") {
      complain("slack", complaintOf(result) ?? "The app sent no options.");
      return [];
    }
    return result.groups.map((group) => ({ label: group.label, options: group.options.map(optionOf) }));
  };
  return { press, suggest, question, dismiss: () => setQuestion(undefined) };
}

/** The host of a message's elements: every choice goes to the bot at once. */
export function useMessageHost(messageId: string) {
  const { press, suggest, question, dismiss } = usePress({ in: "message", id: messageId });
  const [chosen, setChosen] = useState<Readonly<Record<string, ElementValue>>>({});
  const host: ElementHost = {
    valueOf: (placed) => chosen[keyOf(placed)] ?? initialValue(placed.element),
    press: (placed, value) => {
      if (value !== undefined) setChosen({ ...chosen, [keyOf(placed)]: value });
      void press(placed, value);
    },
    edit: (placed, value) => setChosen({ ...chosen, [keyOf(placed)]: value }),
    suggest,
    errorIn: () => undefined,
  };
  return { host, question, dismiss };
}

/** The host of a modal or the home tab: typed values are kept here, and by Slack as soon as a field is left. */
export function useViewHost(view: SeenView, problems: Readonly<Record<string, string>> = view.errors) {
  const act = useAct("slack");
  const { press, suggest, question, dismiss } = usePress({ in: "view", id: view.id });
  const [typed, setTyped] = useState<Readonly<Record<string, ElementValue>>>({});
  const valueOf = (placed: PlacedElement): ElementValue => {
    const key = keyOf(placed);
    return key in typed
      ? (typed[key] ?? null)
      : valueOfState(stateIn(view, placed.blockId, textAt(placed.element, "action_id")));
  };
  const host: ElementHost = {
    valueOf,
    press: (placed, value) => void press(placed, value),
    edit: (placed, value, isFinal) => {
      setTyped({ ...typed, [keyOf(placed)]: value });
      if (isFinal) void act("fill", { viewId: view.id, values: { [placed.blockId]: copied(value) } });
    },
    suggest,
    errorIn: (blockId) => problems[blockId],
  };
  const values = Object.fromEntries(
    Object.entries(typed).map(([key, value]) => [key.slice(0, key.indexOf("\n")), copied(value)]),
  );
  return { host, question, dismiss, values };
}

export function optionOf(option: SlackJson) {
  return {
    value: textAt(option, "value"),
    label: wordsAt(option, "text"),
    description: wordsAt(option, "description") || undefined,
  };
}

export function groupsOf(element: SlackJson): readonly PickerGroup[] {
  const groups = listAt(element, "option_groups");
  if (groups.length === 0) return [{ options: listAt(element, "options").map(optionOf) }];
  return groups.map((group) => ({ label: wordsAt(group, "label"), options: listAt(group, "options").map(optionOf) }));
}

function refOf({ blockId, element }: PlacedElement) {
  return { blockId, actionId: textAt(element, "action_id") };
}

function keyOf({ blockId, element }: PlacedElement): string {
  return `${blockId}\n${textAt(element, "action_id")}`;
}

/** Lists are sent as plain arrays. */
function copied(value: ElementValue): string | number | string[] | null {
  return typeof value === "object" && value !== null ? [...value] : value;
}
