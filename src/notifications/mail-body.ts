import type { Inline, LinkButton, Text } from "./message.ts";
import type { Parcel } from "./messenger.ts";
import { absolute } from "./time.ts";

/** The message as plain text: one paragraph a line, links spelled out. Buttons that run commands have no place here. */
export function mailText({ message, timeZone }: Parcel): string {
  const write = (text: Text) =>
    inlines(text)
      .map((one) => plain(one, timeZone))
      .join("");
  return [
    message.title,
    ...(message.lines ?? []).map(write),
    ...(message.facts ?? []).map(({ label, value }) => `${label}: ${write(value)}`),
    ...linksOf(message.actions).map(({ label, url }) => `${label}: ${url}`),
    ...(message.footer ? [`-- \n${write(message.footer)}`] : []),
  ].join("\n\n");
}

/** The same as simple HTML; everything that came from people is escaped. */
export function mailHtml({ message, timeZone }: Parcel): string {
  const write = (text: Text) =>
    inlines(text)
      .map((one) => html(one, timeZone))
      .join("");
  const paragraphs = [
    `<p><strong>${escape(message.title)}</strong></p>`,
    ...(message.lines ?? []).map((line) => `<p>${write(line)}</p>`),
    ...(message.facts ?? []).map(({ label, value }) => `<p>${escape(label)}: ${write(value)}</p>`),
    ...linksOf(message.actions).map(({ label, url }) => `<p>${anchor(url, label)}</p>`),
    ...(message.footer ? [`<p style="color:#666;font-size:smaller">${write(message.footer)}</p>`] : []),
  ];
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>${escape(message.title)}</title><body>\n${paragraphs.join("\n")}\n</body></html>\n`;
}

function inlines(text: Text): readonly Inline[] {
  return typeof text === "string" ? [text] : text;
}

function plain(inline: Inline, timeZone: string): string {
  if (typeof inline === "string") return inline;
  if ("strong" in inline) return inline.strong;
  if ("code" in inline) return inline.code;
  if ("time" in inline) return absolute(inline.time, timeZone);
  return `${inline.label} (${inline.link})`;
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
