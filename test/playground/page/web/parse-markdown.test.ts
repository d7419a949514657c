import { describe, expect, it } from "vitest";
import { parseInlineMarkdown, parseMarkdown } from "../../../../playground/page/web/shared/parse-markdown.ts";

const text = (words: string) => ({ kind: "text", text: words });

describe("parseInlineMarkdown", () => {
  it.each([
    ["**a**", { kind: "bold", pieces: [text("a")] }],
    ["*a*", { kind: "italic", pieces: [text("a")] }],
    ["__a__", { kind: "underline", pieces: [text("a")] }],
    ["~~a~~", { kind: "strike", pieces: [text("a")] }],
    ["||a||", { kind: "spoiler", pieces: [text("a")] }],
    ["`**a**`", { kind: "code", text: "**a**" }],
    ["<@123>", { kind: "user", id: "123" }],
    ["<@!123>", { kind: "user", id: "123" }],
    ["<@&123>", { kind: "role", id: "123" }],
    ["<#123>", { kind: "channel", id: "123" }],
    ["<t:1764349200:R>", { kind: "time", seconds: 1764349200, style: "R" }],
    ["</invite create:9>", { kind: "command", name: "invite create" }],
    ["@everyone", { kind: "broadcast", range: "everyone" }],
    ["[docs](https://x.org/a)", { kind: "link", url: "https://x.org/a", pieces: [text("docs")] }],
  ])("reads %s", (source, piece) => {
    expect(parseInlineMarkdown(source)).toEqual([piece]);
  });

  it("shows escaped markup as text", () => {
    expect(parseInlineMarkdown(String.raw`\*a\*`)).toEqual([text("*"), text("a"), text("*")]);
  });

  it("shows an escaped mention as text", () => {
    const pieces = parseInlineMarkdown(String.raw`\<@123>`);
    expect(pieces.every((piece) => piece.kind === "text")).toBe(true);
  });

  it("leaves underscores inside words alone", () => {
    expect(parseInlineMarkdown("snake_case_name")).toEqual([text("snake_case_name")]);
  });

  it("makes no link of anything but http and https", () => {
    expect(parseInlineMarkdown("[a](javascript:alert)")).toEqual([text("[a](javascript:alert)")]);
  });
});

describe("parseMarkdown", () => {
  it("splits headings, lists, quotes, small print and code", () => {
    const source = "# Big\ntext\n- a\n- b\n> said\n-# small\n```ts\nlet a;\n```";
    expect(parseMarkdown(source).map((section) => section.kind)).toEqual([
      "heading",
      "text",
      "list",
      "quote",
      "small",
      "pre",
    ]);
  });

  it("joins neighbouring items into one list", () => {
    expect(parseMarkdown("- a\n- b")).toMatchObject([
      { kind: "list", isOrdered: false, lines: [[text("a")], [text("b")]] },
    ]);
  });
});
