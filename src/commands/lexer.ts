import type { CommandProblem } from "./problem.ts";

/** One word of a typed line, or one quoted run of words. */
export interface Token {
  readonly text: string;
  /** The key in "key:value", "--key=value" or "--key"; as typed, lower case. */
  readonly key?: string;
  /** The key was marked by a dash, so that it cannot be anything but a key. */
  readonly dashed?: boolean;
  /** "key:" or "--key": the value is the next token, if there is one. */
  readonly open?: boolean;
  /** Written in quotes: a value, whatever it looks like. */
  readonly quoted: boolean;
  /** As it was written. */
  readonly raw: string;
}

export type Lexed =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly problem: CommandProblem };

/** What closes a quotation that this mark opens. */
const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "“": "”",
  "”": "”",
  "„": "“”",
  "‘": "’",
  "’": "’",
  "‚": "‘’",
  "«": "»",
  "»": "«»",
};

/** Marks that stand for nothing but a quotation, so that a stray one is a slip. */
const STRAY = /["“”„«»]/u;
const DASHES = "-–—‒−";
const KEY = new RegExp(`^([${DASHES}]{0,2})([\\p{L}][\\p{L}\\p{N}_-]*)([:=]?)`, "u");
const SPACE = /\s/u;
/** Slack's own notation for people, channels, groups, addresses and links. */
const MARKUP = /<(?:[@#!][^<>]+|mailto:[^<>]+|https?:\/\/[^<>]+)>/y;
const ANY_MARKUP = new RegExp(MARKUP.source, "g");

/** Splits a typed line into tokens. Pure; never throws. */
export function lex(line: string): Lexed {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    if (SPACE.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    const word = readWord(line, at);
    if (!word) return { ok: false, problem: { kind: "unbalanced-quote", near: line.slice(at, at + 40) } };
    tokens.push(word.token);
    at = word.end;
  }
  return { ok: true, tokens };
}

interface Read<Value> {
  readonly end: number;
  readonly token: Value;
}

function readWord(line: string, start: number): Read<Token> | undefined {
  if (isQuote(line, start)) return readQuotedWord(line, start, start);

  const match = KEY.exec(line.slice(start));
  const head = match ? keyOf(match) : undefined;
  if (head?.separator && isQuote(line, start + head.length)) {
    const value = readQuotedWord(line, start + head.length, start);
    return value && { end: value.end, token: { ...value.token, ...head.mark } };
  }
  return readBareWord(line, start, head);
}

function readBareWord(line: string, start: number, head: KeyHead | undefined): Read<Token> | undefined {
  const end = endOfWord(line, start);
  const raw = line.slice(start, end);
  if (STRAY.test(raw.replace(ANY_MARKUP, ""))) return undefined;
  const isKey = head && (head.separator || head.length === raw.length);
  if (!isKey) return { end, token: { text: plain(raw), quoted: false, raw } };

  const text = plain(raw.slice(head.length));
  return { end, token: { text, ...head.mark, ...(text === "" && { open: true }), quoted: false, raw } };
}

function isQuote(line: string, at: number): boolean {
  return line.charAt(at) in CLOSERS;
}

interface KeyHead {
  readonly length: number;
  readonly separator: boolean;
  readonly mark: Pick<Token, "key" | "dashed">;
}

/** A bare word is no key; a dash before it or a colon (or, dashed, an equals sign) after it makes it one. */
function keyOf(match: RegExpExecArray): KeyHead | undefined {
  const [whole, dashes = "", name = "", separator = ""] = match;
  if (!dashes && separator !== ":") return undefined;
  return {
    length: whole.length,
    separator: separator !== "",
    mark: { key: name.toLowerCase(), ...(dashes && { dashed: true }) },
  };
}

function readQuotedWord(line: string, quote: number, start: number): Read<Token> | undefined {
  const closers = CLOSERS[line.charAt(quote)] ?? "";
  const isMark = (at: number) => at < line.length && closers.includes(line.charAt(at));
  let text = "";
  for (let at = quote + 1; at < line.length; at += 1) {
    const isEscape = line.charAt(at) === "\\" && (line.charAt(at + 1) === "\\" || isMark(at + 1));
    if (!isEscape && isMark(at)) {
      if (endsWord(line, at + 1)) {
        return { end: at + 1, token: { text: plain(text), quoted: true, raw: line.slice(start, at + 1) } };
      }
      if (!isInnerMark(line.charAt(at))) return undefined;
    }
    if (isEscape) at += 1;
    text += line.charAt(at);
  }
  return undefined;
}

function endsWord(line: string, at: number): boolean {
  return at >= line.length || SPACE.test(line.charAt(at));
}

/** An apostrophe within a word ends no quotation. */
function isInnerMark(character: string): boolean {
  return character === "'" || character === "’";
}

function endOfWord(line: string, start: number): number {
  let at = start;
  while (at < line.length && !SPACE.test(line.charAt(at))) {
    MARKUP.lastIndex = at;
    const markup = MARKUP.exec(line);
    at += markup ? markup[0].length : 1;
  }
  return at;
}

/**
 * Undoes Slack's notation: "<@U1|ann>" is "<@U1>" by itself and "@ann" within a text, where nobody looks it up;
 * "<!here>" is "@here", "<mailto:a@x.io|a@x.io>" is "a@x.io", "&amp;" is "&".
 */
export function plain(text: string): string {
  return text
    .replace(/^<([@#])!?([A-Za-z0-9]+)(?:\|[^<>]*)?>$/u, "<$1$2>")
    .replace(/<([@#])!?[A-Za-z0-9]+\|([^<>]+)>/gu, "$1$2")
    .replace(/<([@#])!([A-Za-z0-9]+)>/gu, "<$1$2>")
    .replace(/<!(here|channel|everyone)(?:\|[^<>]*)?>/gu, "@$1")
    .replace(/<!subteam\^[A-Za-z0-9]+\|([^<>]+)>/gu, "$1")
    .replace(/<mailto:([^<>|]+)(?:\|[^<>]*)?>/gu, "$1")
    .replace(/<(https?:\/\/[^<>|]+)(?:\|[^<>]*)?>/gu, "$1")
    .replace(/&(amp|lt|gt);/gu, (_, name: string) => ({ amp: "&", lt: "<", gt: ">" })[name] ?? "");
}
