import { describe, expect, it } from "vitest";
import { newMessage } from "../../../../playground/discord/schema/message.ts";
import { problems, times } from "./support.ts";

const button = (index: number) => ({ type: 2, style: 1, label: "Go", custom_id: `go ${index}` });
const row = (index: number) => ({ type: 1, components: [button(index)] });
const option = (index: number) => ({ label: `Option ${index}`, value: String(index) });
const select = (changes: object) => ({
  type: 1,
  components: [{ type: 3, custom_id: "pick", options: [option(1)], ...changes }],
});
const embed = (changes: object) => ({ embeds: [{ title: "News", ...changes }] });
const V2 = 32_768;
const words = (length: number) => ({ type: 10, content: "x".repeat(length) });

const limits: readonly [string, (size: number) => object, number][] = [
  ["content", (size) => ({ content: "x".repeat(size) }), 2000],
  ["nonce", (size) => ({ content: "x", nonce: "1".repeat(size) }), 25],
  ["embeds", (size) => ({ embeds: times(size, () => ({ title: "x" })) }), 10],
  ["an embed's title", (size) => embed({ title: "x".repeat(size) }), 256],
  ["an embed's description", (size) => embed({ description: "x".repeat(size) }), 4096],
  ["an embed's fields", (size) => embed({ fields: times(size, () => ({ name: "n", value: "v" })) }), 25],
  ["a field's name", (size) => embed({ fields: [{ name: "x".repeat(size), value: "v" }] }), 256],
  ["a field's value", (size) => embed({ fields: [{ name: "n", value: "x".repeat(size) }] }), 1024],
  ["an embed's footer", (size) => embed({ footer: { text: "x".repeat(size) } }), 2048],
  ["an embed's author", (size) => embed({ author: { name: "x".repeat(size) } }), 256],
  [
    "all of the embeds' text",
    (size) => ({ embeds: [3000, size - 3000].map((part) => ({ description: "x".repeat(part) })) }),
    6000,
  ],
  ["action rows", (size) => ({ components: times(size, row) }), 5],
  ["buttons in a row", (size) => ({ components: [{ type: 1, components: times(size, button) }] }), 5],
  [
    "a button's label",
    (size) => ({ components: [{ type: 1, components: [{ ...button(1), label: "x".repeat(size) }] }] }),
    80,
  ],
  [
    "a custom_id",
    (size) => ({ components: [{ type: 1, components: [{ ...button(1), custom_id: "x".repeat(size) }] }] }),
    100,
  ],
  ["a select's options", (size) => ({ components: [select({ options: times(size, option) })] }), 25],
  ["a select's placeholder", (size) => ({ components: [select({ placeholder: "x".repeat(size) })] }), 150],
  [
    "an option's label",
    (size) => ({ components: [select({ options: [{ label: "x".repeat(size), value: "v" }] })] }),
    100,
  ],
  [
    "an option's value",
    (size) => ({ components: [select({ options: [{ label: "l", value: "x".repeat(size) }] })] }),
    100,
  ],
  [
    "an option's description",
    (size) => ({ components: [select({ options: [{ ...option(1), description: "x".repeat(size) }] })] }),
    100,
  ],
  ["components in all", (size) => ({ flags: V2, components: times(size, () => words(1)) }), 40],
  [
    "nested components in all",
    (size) => ({ flags: V2, components: [{ type: 17, components: times(size - 1, () => words(1)) }] }),
    40,
  ],
  ["displayed text in all", (size) => ({ flags: V2, components: [words(2000), words(size - 2000)] }), 4000],
  ["attachments", (size) => ({ content: "x", attachments: times(size, (index) => ({ id: String(index) })) }), 10],
];

describe("a message", () => {
  it.each(limits)("may use %s up to the limit", (_name, body, limit) => {
    expect(problems(newMessage, body(limit))).toEqual([]);
  });

  it.each(limits)("is refused for %s one beyond the limit", (_name, body, limit) => {
    expect(problems(newMessage, body(limit + 1))).not.toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      "two components share a custom_id",
      { components: [row(1), row(1)] },
      "components.1.components.0.custom_id COMPONENT_CUSTOM_ID_DUPLICATED",
    ],
    [
      "a button has neither label nor emoji",
      { components: [{ type: 1, components: [{ ...button(1), label: "" }] }] },
      "components.0.components.0 BUTTON_COMPONENT_INVALID_LABEL",
    ],
    [
      "a link button has no address",
      { components: [{ type: 1, components: [{ type: 2, style: 5, label: "x" }] }] },
      "components.0.components.0.url BASE_TYPE_REQUIRED",
    ],
    [
      "an emoji is a word",
      { components: [{ type: 1, components: [{ ...button(1), emoji: { name: "tada" } }] }] },
      "components.0.components.0.emoji COMPONENT_INVALID_EMOJI",
    ],
    [
      "a select shares its row",
      { components: [{ type: 1, components: [button(1), { type: 5, custom_id: "who" }] }] },
      "components.0.components.1 COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ],
    [
      "option values repeat",
      { components: [select({ options: [option(1), option(1)] })] },
      "components.0.components.0.options.1.value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ],
    [
      "max_values exceeds the options",
      { components: [select({ max_values: 2 })] },
      "components.0.components.0.max_values SELECT_COMPONENT_MAX_VALUES_INVALID",
    ],
    ["text components come without the flag", { components: [words(1)] }, "components.0.type UNION_TYPE_CHOICES"],
    [
      "content comes with Components V2",
      { flags: V2, content: "x", components: [words(1)] },
      "content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ],
    ["an embed is empty", { embeds: [{}] }, "embeds.0.description BASE_TYPE_REQUIRED"],
    ["an address is no address", embed({ url: "somewhere" }), "embeds.0.url URL_TYPE_INVALID_URL"],
    ["an address is a script", embed({ url: "javascript:alert(1)" }), "embeds.0.url URL_TYPE_INVALID_SCHEME"],
    [
      "allowed mentions contradict",
      { content: "x", allowed_mentions: { parse: ["users"], users: ["1"] } },
      "allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ],
    ["content is a number", { content: 5 }, "content STRING_TYPE_CONVERT"],
  ])("is refused when %s", (_name, body, problem) => {
    expect(problems(newMessage, body)).toContain(problem);
  });
});
