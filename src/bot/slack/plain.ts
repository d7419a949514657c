import { limits } from "./limits.ts";

const controls = /(?![\t\n])[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

const plain = /^[\t\n\x20-\x7E]*$/;

/** People's text without what no keyboard types: control characters and marks that turn a line around. */
export function clean(text: string): string {
  if (plain.test(text)) return text;

  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(controls, "");
}

/** The same on one line. */
export function oneLine(text: string): string {
  return clean(text).replaceAll(/\s+/g, " ").trim();
}

/** At most `max` UTF-16 units, which is never less than what Slack counts; what is cut ends in an ellipsis. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;

  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** One line of 1 to `max` characters: Slack refuses empty texts. */
export function label(text: string, max: number): string {
  return truncate(oneLine(text), max) || "–";
}

/**
 * Text for where Slack reads its own markup (docs.slack.dev/messaging/formatting-message-text, "Escaping text").
 * A zero-width space breaks :emoji: codes; *bold* and the like are off there by `mrkdwn: false`.
 */
export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/:(?=[\p{L}\p{N}_+'-]+:)/gu, ":\u200B");
}

/** A link that Slack takes and that leads nowhere but to the web. */
export function isWebLink(url: string): boolean {
  return url.length <= limits.linkUrl && /^https?:\/\/[^\s<>|]+$/.test(url);
}
