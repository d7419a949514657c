import { describe, expect, it } from "vitest";
import { modal } from "../../../../playground/discord/schema/modal.ts";
import { problems, times } from "./support.ts";

const input = (changes: object = {}) => ({ type: 4, custom_id: "name", style: 1, ...changes });
const label = (component: object, changes: object = {}) => ({ type: 18, label: "Name", component, ...changes });
const form = (...components: object[]) => ({ custom_id: "form", title: "Invite", components });
const option = (index: number) => ({ label: `Option ${index}`, value: String(index) });

const limits: readonly [string, (size: number) => object, number][] = [
  ["a title", (size) => ({ ...form(label(input())), title: "x".repeat(size) }), 45],
  ["a custom_id", (size) => ({ ...form(label(input())), custom_id: "x".repeat(size) }), 100],
  ["components", (size) => form(...times(size, (index) => label(input({ custom_id: `f${index}` })))), 5],
  ["a label", (size) => form(label(input(), { label: "x".repeat(size) })), 45],
  ["a label's description", (size) => form(label(input(), { description: "x".repeat(size) })), 100],
  ["a text's value", (size) => form(label(input({ value: "x".repeat(size) }))), 4000],
  ["a text's placeholder", (size) => form(label(input({ placeholder: "x".repeat(size) }))), 100],
  ["max_length", (size) => form(label(input({ max_length: size }))), 4000],
  ["a select's options", (size) => form(label({ type: 3, custom_id: "s", options: times(size, option) })), 25],
  ["radio options", (size) => form(label({ type: 21, custom_id: "r", options: times(size, option) })), 10],
  ["checkboxes", (size) => form(label({ type: 22, custom_id: "c", options: times(size, option) })), 10],
  ["files", (size) => form(label({ type: 19, custom_id: "f", max_values: size })), 10],
];

describe("a modal", () => {
  it.each(limits)("may use %s up to the limit", (_name, body, limit) => {
    expect(problems(modal, body(limit))).toEqual([]);
  });

  it.each(limits)("is refused for %s one beyond the limit", (_name, body, limit) => {
    expect(problems(modal, body(limit + 1))).not.toEqual([]);
  });

  it.each<[string, object, string]>([
    ["it has no components", form(), "components BASE_TYPE_BAD_LENGTH"],
    [
      "it holds a button",
      form({ type: 1, components: [{ type: 2, style: 1, label: "x", custom_id: "x" }] }),
      "components.0.components.0.type BASE_TYPE_CHOICES",
    ],
    [
      "a text input in a row has no label",
      form({ type: 1, components: [input()] }),
      "components.0.components.0.label BASE_TYPE_REQUIRED",
    ],
    [
      "the value is longer than max_length",
      form(label(input({ value: "abc", max_length: 2 }))),
      "components.0.component.value BASE_TYPE_MAX_LENGTH",
    ],
    [
      "min_length exceeds max_length",
      form(label(input({ min_length: 3, max_length: 2 }))),
      "components.0.component.min_length TEXT_INPUT_COMPONENT_LENGTH_INVALID",
    ],
    [
      "a select is disabled",
      form(label({ type: 5, custom_id: "u", disabled: true })),
      "components.0.component.disabled COMPONENT_DISABLED_INVALID",
    ],
    [
      "a radio group has one option",
      form(label({ type: 21, custom_id: "r", options: [option(1)] })),
      "components.0.component.options BASE_TYPE_BAD_LENGTH",
    ],
    [
      "two fields share a custom_id",
      form(label(input()), label(input())),
      "components.1.component.custom_id COMPONENT_CUSTOM_ID_DUPLICATED",
    ],
  ])("is refused when %s", (_name, body, problem) => {
    expect(problems(modal, body)).toContain(problem);
  });
});
