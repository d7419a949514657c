import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingsInMessage, findingsInView } from "../../../playground/slack/blocks/surfaces.ts";
import { renderForm, renderResult } from "../../../src/bot/slack/render-form.ts";
import { renderHome, renderMessage } from "../../../src/bot/slack/render.ts";
import type { Rendering } from "../../../src/bot/slack/rendering.ts";
import type { Message, TableRow } from "../../../src/notifications/message.ts";
import { timeChart } from "../../notifications/chart/charts.ts";
import * as arbitrary from "./support/arbitrary.ts";

const rendering: Rendering = {
  encode: (call) => `r.${call.command.replaceAll(" ", "_")}.${Object.values(call.input).join("").length}`,
  now: new Date("2025-11-21T17:00:00Z"),
  timeZone: "Europe/Berlin",
};
const lasting: Rendering = { ...rendering, lasting: true };
const illustrated: Rendering = {
  ...lasting,
  picture: { fileId: "F0123456789" },
  files: [
    { name: "usage.csv", isShared: true, link: "https://vision.slack.com/files/U0QM/F0123456790" },
    { name: "a".repeat(400), isShared: false },
  ],
};
const expires = new Date("2025-11-28T17:00:00Z");

const invitation: Message = {
  tone: "neutral",
  title: "Alice Moreau invites you to Vision Lab as member",
  lines: ["You could run jobs on 2 clusters."],
  facts: [{ label: "Expires", value: [{ time: expires }] }],
  actions: [
    { label: "Accept", style: "primary", call: { command: "invite accept", input: { invitation: "1" } } },
    { label: "Decline", call: { command: "invite decline", input: { invitation: "1" } } },
  ],
  footer: "reference 7KQ2-M4",
};

/** Every string that Slack reads as its markup: mrkdwn texts, wherever they stand. */
function markupTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markupTexts);
  if (typeof value !== "object" || value === null) return [];

  const own = "type" in value && value.type === "mrkdwn" && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(markupTexts)];
}

function typesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(typesIn);
  if (typeof value !== "object" || value === null) return [];
  return ["type" in value ? String(value.type) : "", ...Object.values(value).flatMap(typesIn)];
}

function rowWith(count: number): TableRow {
  const names = Array.from({ length: count }, (_, index) => `do${index}`);
  return { cells: ["Bob"], actions: names.map((name) => ({ label: name, call: { command: name, input: {} } })) };
}

describe("a message with a picture and files", () => {
  it("is taken by Slack whatever else is in it", () => {
    fc.assert(
      fc.property(arbitrary.message, fc.string({ maxLength: 3_000 }), (any, alt) => {
        const message = { ...any, chart: timeChart({ alt }) };
        expect(findingsInMessage(renderMessage(message, illustrated).blocks)).toEqual([]);
        expect(findingsInView(renderHome(message, illustrated), "home")).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("shows the picture below the news and the files below all else", () => {
    const { blocks } = renderMessage({ ...invitation, chart: timeChart() }, illustrated);

    expect(blocks.map(({ type }) => type)).toEqual([
      "rich_text",
      "image",
      "rich_text",
      "rich_text",
      "actions",
      "context",
    ]);
    expect(blocks[1]).toMatchInlineSnapshot(`
      {
        "alt_text": "GPU hours in November: 318 of 400 used by 20 November.",
        "slack_file": {
          "id": "F0123456789",
        },
        "type": "image",
      }
    `);
    expect(blocks[3]).toMatchInlineSnapshot(`
      {
        "elements": [
          {
            "elements": [
              {
                "text": "usage.csv",
                "type": "link",
                "url": "https://vision.slack.com/files/U0QM/F0123456790",
              },
              {
                "text": " is in your direct messages with Quartermaster.",
                "type": "text",
              },
            ],
            "type": "rich_text_section",
          },
          {
            "elements": [
              {
                "text": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… could not be sent. Ask again in a minute.",
                "type": "text",
              },
            ],
            "type": "rich_text_section",
          },
        ],
        "type": "rich_text",
      }
    `);
  });

  it.each(["not drawn", "not shown", "sent apart", "coming"] as const)("says when the picture is %s", (missing) => {
    const { blocks } = renderMessage({ ...invitation, chart: timeChart() }, { ...lasting, picture: { missing } });
    expect(blocks[1]).toMatchObject({ type: "context", elements: [{ text: expect.stringContaining("picture") }] });
  });
});

describe("renderMessage", () => {
  it("says everything in the text that notifications and screen readers get", () => {
    expect(renderMessage(invitation, rendering).text).toMatchInlineSnapshot(`
      "Alice Moreau invites you to Vision Lab as member
      You could run jobs on 2 clusters.
      Expires: Fri 28 Nov 18:00 CET (in 7 days)
      reference 7KQ2-M4"
    `);
  });

  it("shows the news, the facts, the buttons and a quiet last line", () => {
    expect(renderMessage(invitation, rendering).blocks).toMatchInlineSnapshot(`
      [
        {
          "elements": [
            {
              "elements": [
                {
                  "style": {
                    "bold": true,
                  },
                  "text": "Alice Moreau invites you to Vision Lab as member",
                  "type": "text",
                },
              ],
              "type": "rich_text_section",
            },
            {
              "elements": [
                {
                  "text": "You could run jobs on 2 clusters.",
                  "type": "text",
                },
              ],
              "type": "rich_text_section",
            },
          ],
          "type": "rich_text",
        },
        {
          "elements": [
            {
              "elements": [
                {
                  "style": {
                    "bold": true,
                  },
                  "text": "Expires: ",
                  "type": "text",
                },
                {
                  "text": "Fri 28 Nov 18:00 CET (in 7 days)",
                  "type": "text",
                },
              ],
              "type": "rich_text_section",
            },
          ],
          "type": "rich_text",
        },
        {
          "elements": [
            {
              "action_id": "call.0",
              "style": "primary",
              "text": {
                "emoji": false,
                "text": "Accept",
                "type": "plain_text",
              },
              "type": "button",
              "value": "r.invite_accept.1",
            },
            {
              "action_id": "call.1",
              "text": {
                "emoji": false,
                "text": "Decline",
                "type": "plain_text",
              },
              "type": "button",
              "value": "r.invite_decline.1",
            },
          ],
          "type": "actions",
        },
        {
          "elements": [
            {
              "emoji": false,
              "text": "reference 7KQ2-M4",
              "type": "plain_text",
            },
          ],
          "type": "context",
        },
      ]
    `);
  });

  it("leaves relative times to Slack on a card that stays", () => {
    const facts = renderMessage(invitation, lasting).blocks[1];
    expect(facts).toMatchObject({
      elements: [
        {
          elements: [
            { text: "Expires: " },
            { text: "Fri 28 Nov 18:00 CET (" },
            { type: "date", timestamp: expires.getTime() / 1_000, format: "{ago}", fallback: "in 7 days" },
            { text: ")" },
          ],
        },
      ],
    });
  });

  it("gives a row with one action a button, with a few a menu, and with many a select", () => {
    const table = { columns: ["Name"], rows: [rowWith(0), rowWith(1), rowWith(2), rowWith(6)] };
    const { blocks } = renderMessage({ tone: "neutral", title: "People", table }, rendering);

    const accessories = blocks.map((block) => ("accessory" in block ? block.accessory?.type : undefined));
    expect(accessories.slice(2)).toEqual([undefined, "button", "overflow", "static_select"]);
  });

  it("says how many rows are not shown", () => {
    const rows = Array.from({ length: 42 }, (_, index) => ({
      cells: [`Person ${index}`],
      actions: [{ label: "Show", call: { command: "show", input: {} } }],
    }));
    const { blocks } = renderMessage({ tone: "neutral", title: "People", table: { columns: [], rows } }, rendering);

    expect(blocks.at(-1)).toMatchObject({ elements: [{ text: "… and 12 more" }] });
  });

  it("leaves out a button whose call has no id", () => {
    const { blocks } = renderMessage(invitation, { ...rendering, encode: () => undefined });
    expect(typesIn(blocks)).not.toContain("button");
  });

  it("escapes what Slack would read in the text", () => {
    const { text } = renderMessage({ tone: "neutral", title: "<!channel> & :smile: <@U1>" }, rendering);
    expect(text).toBe("&lt;!channel&gt; &amp; :\u200Bsmile: &lt;@U1&gt;");
  });

  it("links to nothing but the web", () => {
    const line = [{ link: "javascript:alert(1)", label: "bank" }];
    const { blocks } = renderMessage({ tone: "neutral", title: "x", lines: [line] }, rendering);
    expect(typesIn(blocks)).not.toContain("link");
  });
});

describe("rendering anything", () => {
  it("yields messages that Slack takes", () => {
    fc.assert(
      fc.property(arbitrary.message, fc.boolean(), (message, isLasting) => {
        const { blocks, text } = renderMessage(message, isLasting ? lasting : rendering);
        expect(findingsInMessage(blocks)).toEqual([]);
        expect(text.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it("yields home tabs and results that Slack takes", () => {
    fc.assert(
      fc.property(arbitrary.message, (message) => {
        expect(findingsInView(renderHome(message, rendering), "home")).toEqual([]);
        expect(findingsInView(renderResult(message, rendering, "{}"), "modal")).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("yields forms that Slack takes", () => {
    fc.assert(
      fc.property(arbitrary.form, arbitrary.message, fc.boolean(), (form, reply, hasBanner) => {
        const view = renderForm(form, { metadata: "{}", ...(hasBanner && { banner: { reply, rendering } }) });
        expect(findingsInView(view, "modal")).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("never yields a control sequence", () => {
    fc.assert(
      fc.property(arbitrary.message, (message) => {
        const { text, blocks } = renderMessage(message, lasting);
        expect(text.replaceAll(/&(?:amp|lt|gt);/g, "")).not.toMatch(/[<>&]/);
        expect(text).not.toMatch(/:[\p{L}\p{N}_+'-]+:/u);
        expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
        expect(markupTexts(blocks)).toEqual([]);
        for (const type of ["user", "usergroup", "channel", "broadcast", "emoji", "team"]) {
          expect(typesIn(blocks)).not.toContain(type);
        }
      }),
      { numRuns: 60 },
    );
  });
});
