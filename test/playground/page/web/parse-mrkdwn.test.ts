import { describe, expect, it } from "vitest";
import { parseInline, parseMrkdwn } from "../../../../playground/page/web/slack/parse-mrkdwn.ts";

describe("parseInline", () => {
  it("finds bold, italic, strike and code", () => {
    expect(parseInline("*a* _b_ ~c~ `d`").map((piece) => piece.kind)).toEqual([
      "bold",
      "text",
      "italic",
      "text",
      "strike",
      "text",
      "code",
    ]);
  });

  it("leaves stars and underscores inside words alone", () => {
    expect(parseInline("2*3*4 snake_case_name")).toEqual([{ kind: "text", text: "2*3*4 snake_case_name" }]);
  });

  it("shows an escaped broadcast as text", () => {
    expect(parseInline("&lt;!channel&gt; &amp; co")).toEqual([{ kind: "text", text: "<!channel> & co" }]);
  });

  it("does not undo an escape twice", () => {
    expect(parseInline("&amp;lt;")).toEqual([{ kind: "text", text: "&lt;" }]);
  });

  it.each([
    ["<@U1|bob>", { kind: "user", id: "U1", label: "bob" }],
    ["<#C1>", { kind: "channel", id: "C1", label: "" }],
    ["<!here>", { kind: "broadcast", range: "here" }],
    [
      "<!date^1764349200^{date} at {time}|Fri>",
      { kind: "date", seconds: 1764349200, format: "{date} at {time}", fallback: "Fri" },
    ],
    [
      "<https://x.org/?a=1&amp;b=2|docs>",
      { kind: "link", url: "https://x.org/?a=1&b=2", pieces: [{ kind: "text", text: "docs" }] },
    ],
    ["<mailto:a@b.c|a@b.c>", { kind: "link", url: "mailto:a@b.c", pieces: [{ kind: "text", text: "a@b.c" }] }],
  ])("reads %s", (text, piece) => {
    expect(parseInline(text)).toEqual([piece]);
  });
});

describe("parseMrkdwn", () => {
  it("keeps markup inside a code block as it is", () => {
    expect(parseMrkdwn("```*a* &lt;b&gt;```")).toEqual([{ kind: "pre", text: "*a* <b>" }]);
  });

  it("tells quoted lines from others", () => {
    expect(parseMrkdwn("a\n&gt; b").map((part) => part.kind)).toEqual(["line", "quote"]);
  });
});
