import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMarkdown, inCode, printable } from "../../../src/bot/discord/escape.ts";

const nasty = fc.constantFrom(
  ..."**bold** __u__ _i_ ~~s~~ `code` ``` ||spoiler|| @everyone @here <@1> <@!1> <@&1> <#1> </invite:1> <:smile:1>".split(
    " ",
  ),
  ..."<a:wave:1> <t:1:R> <id:guide> :smile: https://evil.example [ok](https://evil.example) discord.gg/abc".split(" "),
  ..."<mailto:a@b.c> # -# - > >>> 1. \\ \u202E \u0000 @ everyone here < : http // Ann * 1 .".split(" "),
  " ",
  "\n",
);
const text = fc.array(fc.oneof(nasty, fc.string({ unit: "binary" })), { maxLength: 12 }).map((parts) => parts.join(""));

/** What Discord would still give a meaning to, once backslashes have taken theirs away. */
const meanings: readonly RegExp[] = [
  /[*_~`|]/u,
  /<(?:@[!&]?\d|#\d|\/|a?:|t:|id:|mailto:|https?:)/u,
  /@(?:everyone|here)/iu,
  /https?:\/\//iu,
  /discord\.gg\//iu,
  /\]\(/u,
  /:[\w+-]+:/u,
  /^ *(?:#{1,3}|-#|-|\+|>|\d+\.) /mu,
];

describe("escapeMarkdown", () => {
  it("leaves no formatting, mention, link or code in any text", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const left = escapeMarkdown(typed).replaceAll(/\\[^0-9A-Za-z\s]/gu, "\u2400");
        expect(meanings.filter((meaning) => meaning.test(left))).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  it("shows the text letter by letter", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const shown = escapeMarkdown(typed).replaceAll(/\\([^0-9A-Za-z\s])/gu, "$1");
        expect(shown.replaceAll("\u200B", "")).toBe(printable(typed).replaceAll("\u200B", ""));
      }),
      { numRuns: 5000 },
    );
  });

  it("is at most twice as long as what came in", () => {
    fc.assert(
      fc.property(text, (typed) => {
        expect(escapeMarkdown(typed).length).toBeLessThanOrEqual(2 * typed.length);
      }),
      { numRuns: 5000 },
    );
  });

  it("leaves ordinary names and sentences as they are", () => {
    expect(escapeMarkdown("Ann-Marie O'Neil (she said: 10:20, 3.5 %) & co.")).toBe(
      String.raw`Ann-Marie O'Neil \(she said: 10:20, 3.5 %\) & co.`,
    );
  });

  it("takes out marks that turn the direction of text", () => {
    expect(escapeMarkdown("abc\u202Edef")).toBe("abcdef");
  });
});

describe("inCode", () => {
  it("can never be left early, nor mention anybody", () => {
    fc.assert(
      fc.property(text, (typed) => {
        expect(inCode(typed)).not.toMatch(/`|\n|@everyone|@here|<@\d|<#\d/iu);
      }),
    );
  });
});
