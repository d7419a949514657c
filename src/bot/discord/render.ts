import type { APIEmbed } from "discord-api-types/v10";
import type { Fact, Message, Table, Text, Tone } from "../../notifications/message.ts";
import { toneMarks } from "../../notifications/tone-marks.ts";
import type { ControlRow } from "./controls.ts";
import { controlRows } from "./controls.ts";
import type { Writing } from "./custom-id.ts";
import { missingFiles, pictureAddress, renderFiles } from "./files.ts";
import type { Picture, RenderedFile } from "./files.ts";
import { limits } from "./limits.ts";
import { markdown } from "./text.ts";

/** Nobody is ever mentioned: names in messages are words. */
export const NO_MENTIONS: { readonly parse: [] } = { parse: [] };

export interface RenderedMessage {
  readonly content: string;
  readonly embeds: APIEmbed[];
  readonly components: ControlRow[];
  /** Absent when there are none. */
  readonly files?: readonly RenderedFile[];
}

/** Longest title, in Discord's markdown. */
const TITLE = 1000;
/** Longest line below it. */
const LINE = 2000;
/** Longest quiet line at the end, and how many there are. */
const FOOTER = 500;
const CLOSING_LINES = 4;

/**
 * A message as Discord shows it: the title is the content, which notifications and screen readers begin with;
 * all else is one embed whose text wraps on a telephone. Embeds and not Components V2, which take the content away.
 */
export function renderMessage(message: Message, writing: Writing, picture?: Picture): RenderedMessage {
  const body = fit(bodyLines(message), closingLines(message, picture), limits.embedDescription);
  const image = Buffer.isBuffer(picture) ? { image: { url: pictureAddress } } : {};
  const files = renderFiles(message, picture);
  const embed = { ...(body !== "" && { description: body }), ...image };
  return {
    content: titleLine(message),
    embeds: Object.keys(embed).length === 0 ? [] : [{ ...embed, ...colour(message.tone) }],
    components: controlRows(message, writing),
    ...(files.length > 0 && { files }),
  };
}

const colours: Readonly<Record<Tone, number | undefined>> = {
  neutral: undefined,
  success: 0x2e_8b_57,
  warning: 0xd9_8e_04,
  danger: 0xc9_3c_37,
  refusal: 0xc9_3c_37,
};

function colour(tone: Tone): Pick<APIEmbed, "color"> {
  const color = colours[tone];
  return color === undefined ? {} : { color };
}

function titleLine(message: Message): string {
  const title = oneLine(message.title, TITLE).trim();
  return `${toneMarks[message.tone]}**${title === "" ? "Quartermaster" : title}**`;
}

function bodyLines(message: Message): readonly (readonly string[])[] {
  const groups = [
    (message.lines ?? []).map((line) => markdown(line, LINE)),
    (message.facts ?? []).map(factLine),
    message.table ? tableLines(message.table) : [],
  ];
  return groups.map((lines) => lines.filter((line) => line.trim() !== "")).filter((lines) => lines.length > 0);
}

/** What stays however long the rest is: a refusal's code, and what became of files. */
function closingLines(message: Message, picture: Picture): readonly string[] {
  const footer = message.footer === undefined ? "" : subtext(message.footer, FOOTER);
  const notes = missingFiles(message, picture).map((note) => subtext(note, FOOTER));
  return [footer, ...notes].filter((line) => line !== "").slice(0, CLOSING_LINES);
}

function factLine(fact: Fact): string {
  return `**${oneLine(fact.label, LINE)}:** ${oneLine(fact.value, LINE)}`;
}

/** Lines rather than columns: those of a code block break on a telephone, and show neither times nor links. */
function tableLines(table: Table): string[] {
  if (table.rows.length === 0) return [];
  const rows = table.rows.map(({ cells }) =>
    cells
      .map((cell, index) => (index === 0 ? rowName(cell) : oneLine(cell, LINE)))
      .filter((cell) => cell.trim() !== "")
      .join(" · "),
  );
  return [subtext(table.columns.join(" · ")), ...rows];
}

function rowName(cell: Text): string {
  return typeof cell === "string" ? oneLine([{ strong: cell }], LINE) : oneLine(cell, LINE);
}

function subtext(text: Text, max: number = LINE): string {
  const line = oneLine(text, max).trim();
  return line === "" ? "" : `-# ${line}`;
}

function oneLine(text: Text, max: number): string {
  return markdown(text, max).replaceAll("\n", " ");
}

/** Groups with an empty line between them; whole lines before the closing ones are left out when there are too many. */
function fit(groups: readonly (readonly string[])[], closing: readonly string[], max: number): string {
  const lines = groups.flatMap((group, index) => (index === 0 ? group : ["", ...group]));
  const end = closing.length === 0 ? "" : `${lines.length === 0 ? "" : "\n\n"}${closing.join("\n")}`;
  const whole = lines.join("\n") + end;
  if (whole.length <= max) return whole;

  const room = max - end.length - "\n-# … and 9999 more lines".length;
  let length = 0;
  const kept = lines.findIndex((line) => (length += line.length + 1) > room);
  return `${lines.slice(0, kept).join("\n")}\n-# … and ${lines.length - kept} more lines${end}`;
}
