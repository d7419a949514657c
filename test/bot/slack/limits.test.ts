import { describe, expect, it } from "vitest";
import { findingsInMessage, findingsInView } from "../../../playground/slack/blocks/surfaces.ts";
import { card, limits } from "../../../src/bot/slack/limits.ts";
import { clean, label, truncate } from "../../../src/bot/slack/plain.ts";
import { optionsOf, renderForm } from "../../../src/bot/slack/render-form.ts";
import { renderHome, renderMessage } from "../../../src/bot/slack/render.ts";
import type { Rendering } from "../../../src/bot/slack/rendering.ts";
import { readMetadata, writeMetadata } from "../../../src/bot/slack/place.ts";
import type { Button, Message } from "../../../src/notifications/message.ts";

const rendering: Rendering = {
  encode: (call) => `r.${call.input["n"]}`,
  now: new Date("2025-11-21T17:00:00Z"),
  timeZone: "UTC",
};
const long = "x".repeat(10_000);

function buttons(count: number): Button[] {
  return Array.from({ length: count }, (_, index) => ({
    label: long,
    call: { command: "x", input: { n: `${index}` } },
  }));
}

/** More of everything than Slack takes. */
const huge: Message = {
  tone: "danger",
  title: long,
  lines: Array.from({ length: 100 }, () => long),
  facts: Array.from({ length: 100 }, () => ({ label: long, value: long })),
  table: { columns: [long], rows: Array.from({ length: 500 }, () => ({ cells: [long, long], actions: buttons(150) })) },
  actions: buttons(60),
  menus: Array.from({ length: 10 }, () => ({ label: long, options: buttons(150) })),
  footer: long,
};

describe("a message larger than Slack takes", () => {
  it("is cut to what Slack takes, everywhere a message can appear", () => {
    expect(findingsInMessage(renderMessage(huge, rendering).blocks)).toEqual([]);
    expect(findingsInView(renderHome(huge, rendering), "home")).toEqual([]);
  });

  it("ends what was cut in an ellipsis", () => {
    const { text } = renderMessage(huge, rendering);
    expect(text).toHaveLength(limits.messageText);
    expect(text.endsWith("…")).toBe(true);
  });

  it("says how many lines are not shown", () => {
    const lines = Array.from({ length: 130 }, (_, index) => `line ${index}`);
    const { blocks } = renderMessage({ tone: "neutral", title: "Help", lines }, rendering);
    expect(JSON.stringify(blocks)).toContain("… and 30 more");
  });

  it("keeps its buttons and its last line, and gives up rows", () => {
    const { blocks } = renderMessage(huge, rendering);
    expect(blocks.slice(-2).map(({ type }) => type)).toEqual(["actions", "context"]);
    expect(blocks.filter(({ type }) => type === "section")).toHaveLength(card.rows);
  });
});

describe("a form larger than Slack takes", () => {
  it("is cut to what Slack takes, with its whole title above the fields", () => {
    const choices = Array.from({ length: 300 }, (_, index) => ({ value: `v${index}`, label: long }));
    const kinds = ["line", "lines", "choice", "choices", "person", "suggested"] as const;
    const fields = kinds.map((kind) => ({
      name: kind,
      label: long,
      hint: long,
      kind,
      required: true,
      value: long,
      choices,
    }));
    const title = "Invite somebody to an organization";
    const view = renderForm({ command: "x", title, intro: long, submit: long, fields, fixed: {} }, { metadata: "{}" });

    expect(findingsInView(view, "modal")).toEqual([]);
    expect(view.title.text).toBe("Invite somebody to an o…");
    expect(view.blocks[0]).toMatchObject({ type: "header", text: { text: title } });
  });

  it("offers no choice whose value would have to be cut", () => {
    expect(optionsOf([{ value: long, label: "x" }])).toEqual([]);
  });
});

describe("a modal's metadata", () => {
  const place = { respond: { url: `https://hooks.slack.com/${"x".repeat(100)}`, until: 1 }, isReplaceable: true };

  it("comes back as it was written", () => {
    expect(readMetadata(writeMetadata(place, "r.x"))).toEqual({ place, call: "r.x" });
  });

  it("gives up the place before the call when it is too long", () => {
    const far = { respond: { url: `https://hooks.slack.com/${long}`, until: 1 } };
    expect(readMetadata(writeMetadata(far, "r.x"))).toEqual({ place: {}, call: "r.x" });
  });

  it("means nothing when somebody else wrote it", () => {
    expect(readMetadata("not ours")).toEqual({ place: {} });
    expect(readMetadata('{"respond":{"url":"file:///etc/passwd","until":9}}')).toEqual({ place: {} });
  });
});

describe("plain text", () => {
  it("is cut without splitting a character", () => {
    expect(truncate("ab😀", 3)).toBe("ab…");
  });

  it("loses what turns a line around and what no keyboard types", () => {
    expect(clean("a\u202Eb\u0000c\r\nd")).toBe("abc\nd");
  });

  it("is never empty where Slack wants a label", () => {
    expect(label(" \n ", 10)).toBe("–");
  });
});
