import type { Inline, LinkButton, Table, Text } from "./message.ts";
import type { Parcel } from "./messenger.ts";
import { absolute } from "./time.ts";
import { toneMarks } from "./tone-marks.ts";

/** The message as plain text: one paragraph a line, links spelled out. Buttons that run commands have no place here. */
export function mailText({ message, timeZone }: Parcel): string {
  const write = (text: Text) =>
    inlines(text)
      .map((one) => plain(one, timeZone))
      .join("");
  return [
    message.title,
    ...(message.lines ?? []).map(write),
    ...(message.chart ? [message.chart.alt] : []),
    ...(message.facts ?? []).map(({ label, value }) => `${label}: ${write(value)}`),
    ...(message.table ? [plainTable(message.table, write)] : []),
    ...linksOf(message.actions).map(({ label, url }) => `${label}: ${url}`),
    ...(message.footer ? [`-- \n${write(message.footer)}`] : []),
  ].join("\n\n");
}

/** The same as simple HTML; everything that came from people is escaped. `picture` is the chart's Content-ID. */
export function mailHtml({ message, timeZone }: Parcel, picture?: string): string {
  const write = (text: Text) =>
    inlines(text)
      .map((one) => html(one, timeZone))
      .join("");
  const paragraphs = [
    `<p style="font-size:18px;line-height:1.3;margin:0 0 16px"><strong>${toneMarks[message.tone]}${escape(message.title)}</strong></p>`,
    ...(message.lines ?? []).map((line) => `<p>${write(line)}</p>`),
    ...(message.chart ? [pictured(message.chart.alt, picture)] : []),
    ...(message.facts ?? []).map(({ label, value }) => `<p><strong>${escape(label)}:</strong> ${write(value)}</p>`),
    ...(message.table ? [htmlTable(message.table, write)] : []),
    ...linksOf(message.actions).map(({ label, url }) => `<p>${anchor(url, label)}</p>`),
    ...(message.footer ? [`<p style="opacity:.75;font-size:13px">${write(message.footer)}</p>`] : []),
  ];
  return `<!doctype html>\n<html lang="en">${HEAD}<title>${escape(message.title)}</title>\n<body style="${BODY}">\n${keptTogether(paragraphs.join("\n"))}\n</body></html>\n`;
}

/** No colours of our own, so that readers' light and dark themes hold. */
const HEAD =
  '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">';
const BODY =
  "max-width:600px;margin:0 auto;padding:16px;overflow-wrap:break-word;font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif";
const CELL = "padding:6px 8px 6px 0;border-bottom:1px solid #8886;vertical-align:top;text-align:left";

/** A figure stays on one line with its percent sign. */
function keptTogether(html: string): string {
  return html.replaceAll(/(?<=\d) %/gu, "&nbsp;%");
}

/** The chart, or in words what it would show. */
function pictured(alt: string, picture: string | undefined): string {
  if (picture === undefined) return `<p>${escape(alt)}</p>`;
  const size = 'width="560" style="max-width:100%;height:auto"';
  return `<p><img src="cid:${escape(picture)}" alt="${escape(alt)}" ${size}></p>`;
}

type Write = (text: Text) => string;

function plainTable({ columns, rows }: Table, write: Write): string {
  return [columns, ...rows.map(({ cells }) => cells.map(write))].map((cells) => cells.join(" · ")).join("\n");
}

function htmlTable({ columns, rows }: Table, write: Write): string {
  const head = columns.map((column) => `<th style="${CELL}">${escape(column)}</th>`).join("");
  const body = rows
    .map(({ cells }) => `<tr>${cells.map((cell) => `<td style="${CELL}">${write(cell)}</td>`).join("")}</tr>`)
    .join("\n");
  return `<table style="border-collapse:collapse;width:100%"><thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table>`;
}

function inlines(text: Text): readonly Inline[] {
  return typeof text === "string" ? [text] : text;
}

function plain(inline: Inline, timeZone: string): string {
  if (typeof inline === "string") return inline;
  if ("strong" in inline) return inline.strong;
  if ("code" in inline) return inline.code;
  if ("time" in inline) return absolute(inline.time, timeZone);
  return inline.label === inline.link ? inline.link : `${inline.label} (${inline.link})`;
}

function html(inline: Inline, timeZone: string): string {
  if (typeof inline === "string") return escape(inline);
  if ("strong" in inline) return `<strong>${escape(inline.strong)}</strong>`;
  if ("code" in inline) return `<code>${escape(inline.code)}</code>`;
  if ("time" in inline) return escape(absolute(inline.time, timeZone));
  return anchor(inline.link, inline.label);
}

function anchor(url: string, label: string): string {
  return /^https?:\/\//.test(url) ? `<a href="${escape(url)}">${escape(label)}</a>` : escape(label);
}

function linksOf(actions: readonly (LinkButton | object)[] = []): readonly LinkButton[] {
  return actions.filter((action): action is LinkButton => "url" in action);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
