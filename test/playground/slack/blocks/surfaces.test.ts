import { describe, expect, it } from "vitest";
import { findingsInMessage, findingsInView } from "../../../../playground/slack/blocks/surfaces.ts";

type Json = Record<string, unknown>;

const x = (count: number): string => "x".repeat(count);
const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));
const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const option = (index: number | string, more: Json = {}) => ({ text: plain(`o${index}`), value: `v${index}`, ...more });
const button = (more: Json = {}) => ({ type: "button", text: plain("Go"), ...more });
const actions = (...elements: Json[]) => ({ type: "actions", elements });
const input = (element: Json, more: Json = {}) => ({ type: "input", label: plain("Name"), element, ...more });
const typed = (more: Json = {}) => input({ type: "plain_text_input", ...more });
const select = (more: Json = {}) => actions({ type: "static_select", options: [option(1)], ...more });
const confirm = (more: Json = {}) => ({
  title: plain("t"),
  text: plain("x"),
  confirm: plain("y"),
  deny: plain("n"),
  ...more,
});
const image = (more: Json = {}) => ({ type: "image", image_url: "https://x.org/a.png", alt_text: "a", ...more });
const cell = (text: string) => ({ type: "raw_text", text });
const overflow = (count: number) => actions({ type: "overflow", options: times(count, option) });
const chosen = (type: string, count: number) => actions({ type, options: times(count, option) });
const url = (length: number) => `https://x.org/${x(length - 14)}`;
const table = (rows: number, columns: number, text = "c") => ({
  type: "table",
  rows: times(rows, () => times(columns, () => cell(text))),
});

/** What a limit is about, its value, and a block that is as long or as many as asked. */
const limits: readonly (readonly [string, number, (n: number) => Json])[] = [
  ["block_id", 255, (n) => ({ type: "divider", block_id: x(n) })],
  ["section text", 3_000, (n) => ({ type: "section", text: mrkdwn(x(n)) })],
  ["section fields", 10, (n) => ({ type: "section", fields: times(n, () => mrkdwn("f")) })],
  ["section field", 2_000, (n) => ({ type: "section", fields: [mrkdwn(x(n))] })],
  ["header", 150, (n) => ({ type: "header", text: plain(x(n)) })],
  ["context elements", 10, (n) => ({ type: "context", elements: times(n, () => mrkdwn("c")) })],
  ["actions elements", 25, (n) => actions(...times(n, (index) => button({ action_id: `a${index}` })))],
  ["action_id", 255, (n) => actions(button({ action_id: x(n) }))],
  ["button text", 75, (n) => actions(button({ text: plain(x(n)) }))],
  ["button value", 2_000, (n) => actions(button({ value: x(n) }))],
  ["button url", 3_000, (n) => actions(button({ url: url(n) }))],
  ["button accessibility_label", 75, (n) => actions(button({ accessibility_label: x(n) }))],
  ["confirm title", 100, (n) => actions(button({ confirm: confirm({ title: plain(x(n)) }) }))],
  ["confirm text", 300, (n) => actions(button({ confirm: confirm({ text: mrkdwn(x(n)) }) }))],
  ["confirm yes", 30, (n) => actions(button({ confirm: confirm({ confirm: plain(x(n)) }) }))],
  ["confirm no", 30, (n) => actions(button({ confirm: confirm({ deny: plain(x(n)) }) }))],
  ["select options", 100, (n) => select({ options: times(n, option) })],
  [
    "option groups",
    100,
    (n) =>
      actions({ type: "static_select", option_groups: times(n, (g) => ({ label: plain("g"), options: [option(g)] })) }),
  ],
  [
    "option group label",
    75,
    (n) => actions({ type: "static_select", option_groups: [{ label: plain(x(n)), options: [option(1)] }] }),
  ],
  ["option text", 75, (n) => select({ options: [option(1, { text: plain(x(n)) })] })],
  ["option value", 150, (n) => select({ options: [option(1, { value: x(n) })] })],
  ["option description", 75, (n) => select({ options: [option(1, { description: plain(x(n)) })] })],
  ["placeholder", 150, (n) => select({ placeholder: plain(x(n)) })],
  ["overflow options", 5, overflow],
  ["checkboxes", 10, (n) => chosen("checkboxes", n)],
  ["radio buttons", 10, (n) => chosen("radio_buttons", n)],
  ["image alt_text", 2_000, (n) => image({ alt_text: x(n) })],
  ["image title", 2_000, (n) => image({ title: plain(x(n)) })],
  ["image url", 3_000, (n) => image({ image_url: url(n) })],
  ["input label", 2_000, (n) => input({ type: "plain_text_input" }, { label: plain(x(n)) })],
  ["input hint", 2_000, (n) => input({ type: "plain_text_input" }, { hint: plain(x(n)) })],
  ["plain_text_input min_length", 3_000, (n) => typed({ min_length: n })],
  ["plain_text_input max_length", 3_000, (n) => typed({ max_length: n })],
  ["file_input max_files", 10, (n) => input({ type: "file_input", max_files: n })],
  ["markdown", 12_000, (n) => ({ type: "markdown", text: x(n) })],
  ["table rows", 100, (n) => table(n, 1)],
  ["table columns", 20, (n) => table(1, n)],
  ["table characters", 10_000, (n) => table(1, 1, x(n))],
  ["alert text", 200, (n) => ({ type: "alert", text: plain(x(n)), level: "warning" })],
  ["card title", 150, (n) => ({ type: "card", title: mrkdwn(x(n)) })],
  ["card body", 200, (n) => ({ type: "card", body: mrkdwn(x(n)) })],
  [
    "carousel cards",
    10,
    (n) => ({ type: "carousel", elements: times(n, () => ({ type: "card", title: mrkdwn("t") })) }),
  ],
  [
    "context_actions elements",
    5,
    (n) => ({
      type: "context_actions",
      elements: times(n, (index) => ({ type: "icon_button", icon: "trash", text: plain("d"), action_id: `a${index}` })),
    }),
  ],
];

describe("a message's blocks", () => {
  it.each(limits)("accept %s up to %i", (_, most, make) => {
    expect(findingsInMessage([make(most)])).toEqual([]);
  });

  it.each(limits)("refuse %s above %i", (_, most, make) => {
    expect(findingsInMessage([make(most + 1)])).not.toEqual([]);
  });

  it("number at most 50", () => {
    const found = [50, 51].map((count) => findingsInMessage(times(count, () => ({ type: "divider" }))));

    expect(found).toEqual([[], [{ message: "no more than 50 items allowed", pointer: "/blocks" }]]);
  });

  it.each([
    ["an unknown block", { type: "nonsense" }, "unsupported type: nonsense", "/blocks/0/type"],
    ["a block without a type", {}, "missing required field: type", "/blocks/0"],
    ["an unknown property", { type: "divider", colour: "red" }, "invalid additional property: colour", "/blocks/0"],
    ["an empty section", { type: "section" }, "must define either `text` or `fields`", "/blocks/0"],
    ["an empty text", { type: "section", text: mrkdwn("") }, "must be more than 0 characters", "/blocks/0/text/text"],
    [
      "emoji in mrkdwn",
      { type: "section", text: { ...mrkdwn("a"), emoji: true } },
      "invalid additional property: emoji",
      "/blocks/0/text",
    ],
    ["mrkdwn in a header", { type: "header", text: mrkdwn("a") }, "unsupported type: mrkdwn", "/blocks/0/text/type"],
    ["an empty actions block", actions(), "no fewer than 1 items allowed", "/blocks/0/elements"],
    ["no option at all", overflow(0), "no fewer than 1 items allowed", "/blocks/0/elements/0/options"],
    ["another style", actions(button({ style: "green" })), "must be a valid enum value", "/blocks/0/elements/0/style"],
    ["a relative link", actions(button({ url: "/a" })), "must be a valid URL", "/blocks/0/elements/0/url"],
    [
      "a select with both kinds of options",
      select({ option_groups: [{ label: plain("g"), options: [option(2)] }] }),
      "must define only one of `options` or `option_groups`",
      "/blocks/0/elements/0",
    ],
    [
      "an initial option that is not offered",
      select({ initial_option: option(9) }),
      "`initial_option` must match one of the options",
      "/blocks/0/elements/0/initial_option",
    ],
    [
      "two options with one value",
      select({ options: [option(1), option(1)] }),
      "option values must be unique",
      "/blocks/0/elements/0",
    ],
    [
      "a date that is none",
      actions({ type: "datepicker", initial_date: "2026-13-01" }),
      "must match the expected pattern",
      "/blocks/0/elements/0/initial_date",
    ],
    [
      "an image without words",
      { type: "image", image_url: "https://x.org/a.png" },
      "missing required field: alt_text",
      "/blocks/0",
    ],
    [
      "an image from two places",
      image({ slack_file: { id: "F1" } }),
      "must define only one of `image_url` or `slack_file`",
      "/blocks/0",
    ],
    [
      "a text input outside an input block",
      actions({ type: "plain_text_input" }),
      "unsupported type: plain_text_input",
      "/blocks/0/elements/0/type",
    ],
    [
      "uneven rows of a data table",
      { type: "data_table", caption: "c", rows: [[cell("a")], [cell("b"), cell("c")]] },
      "all rows must have the same number of cells",
      "/blocks/0/rows/1",
    ],
  ])("refuse %s", (_, block, message, pointer) => {
    expect(findingsInMessage([block])).toContainEqual({ message, pointer });
  });

  it("have different block ids", () => {
    const blocks = [
      { type: "divider", block_id: "a" },
      { type: "divider", block_id: "a" },
    ];

    expect(findingsInMessage(blocks)).toEqual([{ message: "duplicate block_id: a", pointer: "/blocks/1/block_id" }]);
  });

  it("have different action ids in one block, and may repeat them in another", () => {
    const twice = [actions(button({ action_id: "a" }), button({ action_id: "a" }))];
    const apart = [actions(button({ action_id: "a" })), actions(button({ action_id: "a" }))];

    expect([findingsInMessage(twice).length, findingsInMessage(apart).length]).toEqual([1, 0]);
  });

  it("hold 12,000 characters of markdown in all", () => {
    const found = findingsInMessage(times(2, () => ({ type: "markdown", text: x(6_001) })));

    expect(found).toHaveLength(1);
  });

  it("hold one table", () => {
    expect(findingsInMessage([table(1, 1), table(1, 1)])).toMatchObject([{ message: "only_one_table_allowed" }]);
  });
});

const modal = (more: Json = {}) => ({ type: "modal", title: plain("Form"), blocks: [], ...more });

const viewLimits: readonly (readonly [string, number, (n: number) => Json])[] = [
  ["blocks", 100, (n) => modal({ blocks: times(n, () => ({ type: "divider" })) })],
  ["title", 24, (n) => modal({ title: plain(x(n)) })],
  ["submit", 24, (n) => modal({ submit: plain(x(n)) })],
  ["close", 24, (n) => modal({ close: plain(x(n)) })],
  ["callback_id", 255, (n) => modal({ callback_id: x(n) })],
  ["external_id", 255, (n) => modal({ external_id: x(n) })],
  ["private_metadata", 3_000, (n) => modal({ private_metadata: x(n) })],
];

describe("a view", () => {
  it.each(viewLimits)("accepts %s up to %i", (_, most, make) => {
    expect(findingsInView(make(most), "modal")).toEqual([]);
  });

  it.each(viewLimits)("refuses %s above %i", (_, most, make) => {
    expect(findingsInView(make(most + 1), "modal")).not.toEqual([]);
  });

  it("needs a submit button when it has an input", () => {
    const found = [modal({ blocks: [typed()] }), modal({ blocks: [typed()], submit: plain("Go") })].map(
      (view) => findingsInView(view, "modal").length,
    );

    expect(found).toEqual([1, 0]);
  });

  it.each([
    ["without a title", { type: "modal", blocks: [] }, "missing required field: title"],
    ["of the other type", { type: "home", blocks: [] }, "unsupported type: home"],
    [
      "with a block that only messages have",
      modal({ blocks: [{ type: "markdown", text: "a" }] }),
      "unsupported type: markdown",
    ],
    [
      "with two focused fields",
      modal({ submit: plain("Go"), blocks: times(2, () => typed({ focus_on_load: true })) }),
      "only one element can be focused on load",
    ],
    [
      "with a response URL outside an input",
      modal({ blocks: [actions({ type: "conversations_select", response_url_enabled: true })] }),
      "`response_url_enabled` needs an input block in a modal",
    ],
  ])("is refused %s", (_, view, message) => {
    expect(findingsInView(view, "modal").map((finding) => finding.message)).toContain(message);
  });

  it("has no title as a home tab", () => {
    expect(findingsInView({ type: "home", blocks: [], title: plain("t") }, "home")).toEqual([
      { message: "invalid additional property: title", pointer: "/view" },
    ]);
  });
});
