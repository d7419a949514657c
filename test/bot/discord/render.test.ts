import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newMessage } from "../../../playground/discord/schema/message.ts";
import { NO_MENTIONS, renderMessage } from "../../../src/bot/discord/render.ts";
import type { Writing } from "../../../src/bot/discord/custom-id.ts";
import { limits } from "../../../src/bot/discord/limits.ts";
import { complaintsAbout, isDescribed } from "../../fidelity/discord-description.ts";
import { timeChart } from "../../notifications/chart/charts.ts";
import { message } from "./arbitrary.ts";

const writing: Writing = {
  purpose: "call",
  encoded: (call) => `${call.command.replaceAll(" ", "_")}${"x".repeat(70)}`,
};

describe("renderMessage", () => {
  const pictures = fc.constantFrom(undefined, "missing" as const, "not taken" as const, Buffer.from("PNG"));

  it("is taken by Discord whatever the message is", () => {
    fc.assert(
      fc.property(message, pictures, (any, picture) => {
        const { files = [], ...rendered } = renderMessage(any, writing, picture);
        const attachments = files.map(({ name, description }, id) => ({ id, filename: name, description }));
        const body = { ...rendered, attachments, allowed_mentions: NO_MENTIONS };
        expect(newMessage.safeParse(body).error?.issues ?? []).toEqual([]);
        expect(files.length).toBeLessThanOrEqual(limits.filesPerMessage);
        expect(attachments.every(({ description = "" }) => description.length <= limits.fileDescription)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!isDescribed)("is what Discord's own description says a message is, whatever the message is", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(message, pictures), { minLength: 20, maxLength: 20 }), (several) => {
        const requests = several.map(([any, picture]) => {
          const { files = [], ...body } = renderMessage(any, writing, picture);
          const attachments = files.map(({ name, description }, id) => ({
            id: String(id),
            filename: name,
            description,
          }));
          return { method: "POST", path: "/channels/1/messages", body: { ...body, attachments } };
        });
        expect(complaintsAbout(JSON.parse(JSON.stringify(requests)))).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it("puts the news into the content and all else into one embed", () => {
    const body = renderMessage(
      {
        tone: "refusal",
        title: "You can't invite people to Vision_Lab.",
        lines: [["Only owners may, until ", { time: new Date("2026-11-28T17:00:00Z") }, "."]],
        facts: [{ label: "Role", value: "member" }],
        table: { columns: ["Name", "Role"], rows: [{ cells: ["Bob *Ekman*", "owner"] }] },
        footer: "code role_above_yours",
      },
      writing,
    );

    expect(body).toMatchInlineSnapshot(`
      {
        "components": [],
        "content": "✗ **You can't invite people to Vision\\_Lab.**",
        "embeds": [
          {
            "color": 13188151,
            "description": "Only owners may, until <t:1795885200:f> (<t:1795885200:R>).

      **Role:** member

      -# Name · Role
      **Bob \\*Ekman\\*** · owner

      -# code role\\_above\\_yours",
          },
        ],
      }
    `);
  });

  it("leaves whole lines out at the end, and says how many", () => {
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index} ${"x".repeat(100)}`);

    const [embed] = renderMessage({ tone: "neutral", title: "Long", lines }, writing).embeds;

    expect(embed?.description?.length).toBeLessThanOrEqual(4096);
    expect(embed?.description?.split("\n").at(-1)).toMatch(/^-# … and \d+ more lines$/u);
  });

  it("keeps the last line of a message that is too long, and what it says of files", () => {
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index} ${"x".repeat(100)}`);
    const long = { tone: "neutral", title: "Long", lines, footer: "code too_long", chart: timeChart() } as const;

    const [embed] = renderMessage(long, writing, "not taken").embeds;

    expect(embed?.description?.length).toBeLessThanOrEqual(4096);
    expect(embed?.description).toMatch(/more lines\n\n-# code too\\_long\n-# Discord did not take the picture/u);
  });

  it("makes no mention out of two pieces", () => {
    const body = renderMessage({ tone: "neutral", title: "x", lines: [["@", "everyone", "<", "@1>"]] }, writing);

    expect(body.embeds[0]?.description).not.toMatch(/@everyone|<@/u);
  });

  it("leaves out buttons whose call could not be kept", () => {
    const actions = [{ label: "Accept", call: { command: "invite accept", input: {} } }];

    const body = renderMessage({ tone: "neutral", title: "x", actions }, { purpose: "call", encoded: () => undefined });

    expect(body.components).toEqual([]);
  });

  it("shows an address as it is, and leads there", () => {
    const address = "https://docs.example.org/gpu_hours/_new_(2026)?a=1&b=*#now";
    const lines = [["See ", { link: address, label: address }, " and ", { link: address, label: "the_news" }, "."]];

    const body = renderMessage({ tone: "neutral", title: "x", lines }, writing);

    expect(body.embeds[0]?.description).toBe(
      `See <${address}> and [the\\_news](<https://docs.example.org/gpu%5fhours/%5fnew%5f%282026%29?a=1&b=%2a#now>).`,
    );
  });

  it("links only to the web", () => {
    const actions = [{ label: "Go", url: "javascript:alert(1)" }];

    expect(renderMessage({ tone: "neutral", title: "x", actions }, writing).components).toEqual([]);
  });
});
