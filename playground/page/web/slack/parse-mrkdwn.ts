/** A piece of Slack's mrkdwn. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "strike"; readonly pieces: readonly Piece[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "emoji"; readonly name: string }
  | { readonly kind: "user" | "channel" | "group"; readonly id: string; readonly label: string }
  | { readonly kind: "broadcast"; readonly range: string }
  | { readonly kind: "date"; readonly seconds: number; readonly format: string; readonly fallback: string }
  | { readonly kind: "link"; readonly url: string; readonly pieces: readonly Piece[] };

export type Part =
  | { readonly kind: "line" | "quote"; readonly pieces: readonly Piece[] }
  | { readonly kind: "pre"; readonly text: string };

const MARKUP =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])|:([a-z0-9_+'-]+):/gu;

/** Splits mrkdwn into code blocks and lines; escapes are undone in the text itself, after the markup was found. */
export function parseMrkdwn(text: string): readonly Part[] {
  return text.split(/```\n?/).flatMap((part, index) => (index % 2 === 1 ? preformatted(part) : linesOf(part)));
}

/** Markup within one line. */
export function parseInline(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKUP)) {
    if (match.index > end) pieces.push(plain(text.slice(end, match.index)));
    pieces.push(pieceOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(plain(text.slice(end)));
  return pieces;
}

/** Undoes Slack's three escapes. */
export function unescapeSlack(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

function preformatted(text: string): readonly Part[] {
  const plainText = text.replace(/<([^<>|\n]+)\|([^<>\n]+)>/g, "$2").replace(/<((?:https?|mailto):[^<>\n]+)>/g, "$1");
  return [{ kind: "pre", text: unescapeSlack(plainText).replace(/\n$/, "") }];
}

function linesOf(text: string): readonly Part[] {
  if (text === "") return [];
  return text.split("\n").map((line) => {
    const quoted = /^(?:>|&gt;)\s?(.*)$/.exec(line);
    if (quoted === null) return { kind: "line", pieces: parseInline(line) };
    return { kind: "quote", pieces: parseInline(quoted[1] ?? "") };
  });
}

function plain(text: string): Piece {
  return { kind: "text", text: unescapeSlack(text) };
}

function pieceOf(match: RegExpMatchArray): Piece {
  const [, angle, code, bold, italic, strike, emoji] = match;
  if (angle !== undefined) return angleOf(angle);
  if (code !== undefined) return { kind: "code", text: unescapeSlack(code) };
  if (bold !== undefined) return { kind: "bold", pieces: parseInline(bold) };
  if (italic !== undefined) return { kind: "italic", pieces: parseInline(italic) };
  if (strike !== undefined) return { kind: "strike", pieces: parseInline(strike) };
  return { kind: "emoji", name: emoji ?? "" };
}

function angleOf(inside: string): Piece {
  const bar = inside.indexOf("|");
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? "" : unescapeSlack(inside.slice(bar + 1));
  if (target.startsWith("@")) return { kind: "user", id: target.slice(1), label };
  if (target.startsWith("#")) return { kind: "channel", id: target.slice(1), label };
  if (target.startsWith("!subteam^")) return { kind: "group", id: target.slice(9), label };
  if (target.startsWith("!date^")) return dateOf(target.slice(6), label);
  if (target.startsWith("!")) return { kind: "broadcast", range: target.slice(1) };

  const url = unescapeSlack(target);
  return { kind: "link", url, pieces: [{ kind: "text", text: label || url.replace(/^mailto:/, "") }] };
}

function dateOf(target: string, fallback: string): Piece {
  const [seconds, format] = target.split("^");
  return { kind: "date", seconds: Number(seconds), format: format ?? "", fallback };
}
