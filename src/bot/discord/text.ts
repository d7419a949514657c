import type { Inline, Text } from "../../notifications/message.ts";
import { escapeMarkdown, inCode, singleLine } from "./escape.ts";
import { clip } from "./limits.ts";

/** Room that is always left for the ellipsis and for what closes a piece. */
const CLOSING = 8;

/** Discord markdown of at most `max` characters; what does not fit is cut off with an ellipsis, never inside markup. */
export function markdown(text: Text, max: number): string {
  let written = "";
  for (const inline of joined(text)) {
    const place = written === "" || written.endsWith("\n") ? "line-start" : "within";
    const piece = typeof inline === "string" ? escapeMarkdown(inline, place) : marked(inline);
    if (written.length + piece.length + CLOSING > max) {
      return `${written}${cutToFit(inline, max - written.length - CLOSING)}…`;
    }
    written += piece;
  }
  return written;
}

/** The same without markup: for labels, placeholders and whatever Discord shows letter by letter. */
export function plain(text: Text): string {
  return singleLine(joined(text).map(inlinePlain).join(""));
}

/** Neighbouring strings are one string: a mention must not be put together from two pieces. */
function joined(text: Text): readonly Inline[] {
  if (typeof text === "string") return [text];
  const pieces: Inline[] = [];
  for (const inline of text) {
    const last = pieces.at(-1);
    if (typeof inline === "string" && typeof last === "string") pieces[pieces.length - 1] = last + inline;
    else pieces.push(inline);
  }
  return pieces;
}

function marked(inline: Exclude<Inline, string>): string {
  if ("strong" in inline) return wrapped("**", escapeMarkdown(singleLine(inline.strong)));
  if ("code" in inline) return wrapped("`", inCode(inline.code));
  if ("time" in inline) return timestamp(inline.time);
  return linked(inline.label, inline.link);
}

function cutToFit(inline: Inline, room: number): string {
  if (room < 1 || typeof inline !== "string") return "";
  return escapeMarkdown(clip(inline, Math.floor(room / 2))).trimEnd();
}

function inlinePlain(inline: Inline): string {
  if (typeof inline === "string") return inline;
  if ("strong" in inline) return inline.strong;
  if ("code" in inline) return inline.code;
  if ("time" in inline) return plainTime(inline.time);
  return inline.label;
}

function wrapped(mark: string, inner: string): string {
  return inner === "" ? "" : `${mark}${inner}${mark}`;
}

/** Shown in the reader's own zone and language, with the time left or gone beside it. */
function timestamp(time: Date): string {
  const seconds = Math.floor(time.getTime() / 1000);
  return Number.isNaN(seconds) ? "at an unknown time" : `<t:${seconds}:f> (<t:${seconds}:R>)`;
}

const utc = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});

function plainTime(time: Date): string {
  return Number.isNaN(time.getTime()) ? "at an unknown time" : `${utc.format(time).replaceAll(",", "")} UTC`;
}

/** An address that shows itself stays as it is: Discord puts no other one behind words that look like an address. */
function linked(label: string, link: string): string {
  const url = webAddress(link);
  const shown = escapeMarkdown(singleLine(label));
  if (url === undefined) return shown;
  if (label === link) return `<${new URL(link).href}>`;
  return `[${shown === "" ? "link" : shown}](<${url}>)`;
}

/** The address as markdown may carry it; undefined unless it is http or https. */
export function webAddress(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  return url.href.replaceAll(
    /[()<>*_~`|\\\s]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
