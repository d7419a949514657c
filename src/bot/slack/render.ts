import type { HomeView, KnownBlock, RichTextBlock, RichTextElement, RichTextSection } from "@slack/types";
import type { Inline, Message, Text } from "../../notifications/message.ts";
import { card, limits } from "./limits.ts";
import { clean, escapeText, isWebLink, label, oneLine, truncate } from "./plain.ts";
import { renderActions } from "./render-actions.ts";
import { exhibitWords, renderFiles, renderPicture } from "./render-exhibits.ts";
import { renderTable } from "./render-table.ts";
import { flatten, inlines, timeText } from "./rendering.ts";
import type { Rendering } from "./rendering.ts";
import { relative } from "../../notifications/time.ts";
import { toneMarks } from "../../notifications/tone-marks.ts";

export interface Rendered {
  /** For notifications and screen readers: all that the blocks say. Escaped. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Turns a message into blocks without a single mrkdwn text, so that nobody's words can be read as markup. */
export function renderMessage(message: Message, rendering: Rendering): Rendered {
  return {
    text: fallback(message, rendering),
    blocks: renderBlocks(message, rendering, limits.blocksPerMessage),
  };
}

/** The app's home tab. */
export function renderHome(message: Message, rendering: Rendering): HomeView {
  return { type: "home", blocks: renderBlocks(message, rendering, limits.blocksPerView) };
}

/** At most `max` blocks: rows give way first. */
export function renderBlocks(message: Message, rendering: Rendering, max: number): KnownBlock[] {
  const before = [
    richText(headOf(message, rendering)),
    ...renderPicture(message, rendering.picture),
    ...factBlocks(message, rendering),
  ];
  const after = [
    ...renderFiles(rendering.files),
    ...renderActions(message, rendering),
    ...footerBlocks(message, rendering),
  ];
  const rows = renderTable(message.table, rendering, max - before.length - after.length);
  return [...before, ...rows, ...after].slice(0, max);
}

function headOf(message: Message, rendering: Rendering): RichTextSection[] {
  const title = section([{ type: "text", text: titleOf(message), style: { bold: true } }]);
  const all = (message.lines ?? []).map((line) => section(elementsOf(line, rendering)));
  const lines = all.filter((line) => line.elements.length > 0);
  const shown = lines.slice(0, Math.min(card.lines, linesThatFit(lines)));
  const hidden = lines.length - shown.length;
  const rest = hidden > 0 ? [section([{ type: "text", text: `… and ${hidden} more` }])] : [];
  return [title, ...shown, ...rest];
}

function linesThatFit(lines: readonly RichTextSection[]): number {
  let room: number = card.words;
  const tooMany = lines.findIndex((line) => {
    room -= line.elements.reduce((sum, element) => sum + ("text" in element ? (element.text?.length ?? 0) : 0), 0);
    return room < 0;
  });
  return tooMany === -1 ? lines.length : tooMany;
}

function titleOf(message: Message): string {
  return `${toneMarks[message.tone]}${label(message.title, card.title)}`;
}

function factBlocks(message: Message, rendering: Rendering): KnownBlock[] {
  const facts = (message.facts ?? [])
    .slice(0, card.facts)
    .map((fact) =>
      section([
        { type: "text", text: `${label(fact.label, card.cell)}: `, style: { bold: true } },
        ...elementsOf(fact.value, rendering),
      ]),
    );
  return facts.length > 0 ? [richText(facts)] : [];
}

function footerBlocks(message: Message, rendering: Rendering): KnownBlock[] {
  if (message.footer === undefined) return [];

  const text = label(flatten(message.footer, rendering), limits.contextText);
  return [{ type: "context", elements: [{ type: "plain_text", text, emoji: false }] }];
}

function richText(elements: RichTextSection[]): RichTextBlock {
  return { type: "rich_text", elements };
}

function section(elements: RichTextElement[]): RichTextSection {
  return { type: "rich_text_section", elements };
}

/** Slack reads no markup in the text elements of rich text; empty ones it refuses. */
function elementsOf(text: Text, rendering: Rendering): RichTextElement[] {
  const elements: RichTextElement[] = [];
  let room: number = card.line;
  for (const inline of inlines(text)) {
    for (const element of elementsOfInline(inline, room, rendering)) {
      elements.push(element);
      if ("text" in element) room -= element.text?.length ?? 0;
    }
    if (room <= 0) break;
  }
  return elements;
}

function elementsOfInline(inline: Inline, room: number, rendering: Rendering): RichTextElement[] {
  if (typeof inline === "string") return textElements(inline, room);
  if ("strong" in inline) return textElements(inline.strong, room, { bold: true });
  if ("code" in inline) return textElements(inline.code, room, { code: true });
  if ("time" in inline) return timeElements(inline.time, rendering);
  return linkElements(inline.link, label(inline.label, card.cell));
}

function textElements(text: string, room: number, style?: { bold?: boolean; code?: boolean }): RichTextElement[] {
  const shown = truncate(clean(text), Math.max(room, 1));
  return shown === "" ? [] : [{ type: "text", text: shown, ...(style && { style }) }];
}

function timeElements(time: Date, rendering: Rendering): RichTextElement[] {
  const text = timeText(time, rendering);
  if (rendering.lasting !== true) return [{ type: "text", text }];

  const ago = {
    type: "date",
    timestamp: Math.floor(time.getTime() / 1_000),
    format: "{ago}",
    fallback: relative(time, rendering.now),
  } as const;
  return [{ type: "text", text: `${text} (` }, ago, { type: "text", text: ")" }];
}

function linkElements(url: string, text: string): RichTextElement[] {
  if (!isWebLink(url)) return [{ type: "text", text }];

  return [{ type: "link", url, text }];
}

function fallback(message: Message, rendering: Rendering): string {
  const table = message.table;
  const parts = [
    titleOf(message),
    ...(message.lines ?? []).map((line) => clean(flatten(line, rendering))),
    ...(message.facts ?? []).map((fact) => oneLine(`${fact.label}: ${flatten(fact.value, rendering)}`)),
    ...(table?.rows ?? []).map((row) => row.cells.map((cell) => oneLine(flatten(cell, rendering))).join(" · ")),
    ...exhibitWords(message, rendering),
    message.footer === undefined ? "" : oneLine(flatten(message.footer, rendering)),
  ];
  return escapeText(truncate(parts.filter((part) => part !== "").join("\n"), limits.messageText));
}
