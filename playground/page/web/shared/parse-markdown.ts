/** A piece of a line of markdown, as Discord and Slack's markdown block write it. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "underline" | "strike" | "spoiler"; readonly pieces: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly url: string; readonly pieces: readonly Inline[] }
  | { readonly kind: "user" | "role" | "channel"; readonly id: string }
  | { readonly kind: "broadcast"; readonly range: string }
  | { readonly kind: "command"; readonly name: string }
  | { readonly kind: "emoji"; readonly name: string }
  | { readonly kind: "time"; readonly seconds: number; readonly style: string };

export type Section =
  | { readonly kind: "pre"; readonly text: string }
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly line: readonly Inline[] }
  | { readonly kind: "small"; readonly line: readonly Inline[] }
  | { readonly kind: "text" | "quote"; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly lines: readonly (readonly Inline[])[] };

const MARKUP = new RegExp(
  [
    String.raw`\\([^\p{L}\p{N}\s])`,
    "(`{1,2})(.+?)\\2",
    String.raw`\*\*(?=\S)(.+?)\*\*(?!\*)`,
    String.raw`__(?=\S)(.+?)__(?!_)`,
    String.raw`~~(?=\S)(.+?)~~`,
    String.raw`\|\|(.+?)\|\|`,
    String.raw`\*(?=\S)((?:\*\*|[^*])*?\S)\*(?!\*)`,
    String.raw`(?<![\p{L}\p{N}_])_(?=\S)([^_]*[^_\s])_(?![\p{L}\p{N}_])`,
    String.raw`\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?:\s"[^"]*")?\)`,
    String.raw`<(@!?|@&|#)(\d+)>`,
    String.raw`<t:(-?\d+)(?::([tTdDfFRsS]))?>`,
    String.raw`<\/([^:>]+):\d+>`,
    String.raw`<a?:(\w+):\d+>`,
    String.raw`<?(https?:\/\/[^\s<>]*[^\s<>.,:;"')\]])>?`,
    String.raw`@(everyone|here)\b`,
  ].join("|"),
  "gu",
);

/** Splits markdown into its sections. */
export function parseMarkdown(text: string): readonly Section[] {
  return text
    .split(/```(?:[\w+-]*\n)?/)
    .flatMap((part, index) =>
      index % 2 === 1 ? [{ kind: "pre", text: part.replace(/\n$/, "") } as const] : sectionsOf(part),
    );
}

/** Markup within one line. */
export function parseInlineMarkdown(text: string): readonly Inline[] {
  const pieces: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKUP)) {
    if (match.index > end) pieces.push({ kind: "text", text: text.slice(end, match.index) });
    pieces.push(inlineOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

function sectionsOf(part: string): readonly Section[] {
  const trimmed = part.replace(/^\n|\n$/g, "");
  if (trimmed === "") return [];

  const sections: Section[] = [];
  for (const line of trimmed.split("\n")) {
    const section = sectionOf(line);
    const last = sections.at(-1);
    const merged = last === undefined ? undefined : joined(last, section);
    if (merged === undefined) sections.push(section);
    else sections[sections.length - 1] = merged;
  }
  return sections;
}

function sectionOf(line: string): Section {
  const heading = /^(#{1,3})\s+(.+)$/.exec(line);
  if (heading !== null) {
    const level = ([1, 2, 3] as const).find((size) => size === heading[1]?.length) ?? 3;
    return { kind: "heading", level, line: parseInlineMarkdown(heading[2] ?? "") };
  }
  const small = /^-#\s+(.+)$/.exec(line);
  if (small !== null) return { kind: "small", line: parseInlineMarkdown(small[1] ?? "") };
  const quote = /^>\s(.*)$/.exec(line);
  if (quote !== null) return { kind: "quote", lines: [parseInlineMarkdown(quote[1] ?? "")] };
  const item = /^\s*(?:[-*]|(\d+)\.)\s+(.+)$/.exec(line);
  if (item !== null) {
    return { kind: "list", isOrdered: item[1] !== undefined, lines: [parseInlineMarkdown(item[2] ?? "")] };
  }
  return { kind: "text", lines: [parseInlineMarkdown(line)] };
}

/** Neighbouring lines of one kind are one section. */
function joined(last: Section, next: Section): Section | undefined {
  if (last.kind === "list" && next.kind === "list" && last.isOrdered === next.isOrdered) {
    return { ...last, lines: [...last.lines, ...next.lines] };
  }
  if ((last.kind === "text" || last.kind === "quote") && next.kind === last.kind) {
    return { kind: last.kind, lines: [...last.lines, ...next.lines] };
  }
  return undefined;
}

const wrappers = [
  [4, "bold"],
  [5, "underline"],
  [6, "strike"],
  [7, "spoiler"],
  [8, "italic"],
  [9, "italic"],
] as const;

function inlineOf(match: RegExpMatchArray): Inline {
  const [whole, escaped, , code] = match;
  if (escaped !== undefined) return { kind: "text", text: escaped };
  if (code !== undefined) return { kind: "code", text: code };
  for (const [group, kind] of wrappers) {
    const inside = match[group];
    if (inside !== undefined) return { kind, pieces: parseInlineMarkdown(inside) };
  }
  return referenceOf(match) ?? { kind: "text", text: whole };
}

function referenceOf(match: RegExpMatchArray): Inline | undefined {
  const [words, address, sigil, id, seconds, style] = match.slice(10);
  if (words !== undefined && address !== undefined) {
    return { kind: "link", url: address, pieces: parseInlineMarkdown(words) };
  }
  if (sigil !== undefined && id !== undefined) return { kind: mentionKind(sigil), id };
  if (seconds !== undefined) return { kind: "time", seconds: Number(seconds), style: style ?? "f" };
  return namedOf(match);
}

function namedOf(match: RegExpMatchArray): Inline | undefined {
  const [command, emoji, bare, range] = match.slice(16);
  if (command !== undefined) return { kind: "command", name: command };
  if (emoji !== undefined) return { kind: "emoji", name: emoji };
  if (bare !== undefined) return { kind: "link", url: bare, pieces: [{ kind: "text", text: bare }] };
  return range === undefined ? undefined : { kind: "broadcast", range };
}

function mentionKind(sigil: string): "user" | "role" | "channel" {
  if (sigil === "#") return "channel";
  return sigil === "@&" ? "role" : "user";
}
