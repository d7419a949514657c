import { createContext, Fragment, useContext, useState } from "react";
import type { ReactNode } from "react";
import { OutsideLink } from "./outside-link.tsx";
import { parseMarkdown } from "./parse-markdown.ts";
import type { Inline, Section } from "./parse-markdown.ts";
import { relativeTime } from "./time.ts";

/** What markdown names by id. */
export interface Names {
  readonly user: (id: string) => string | undefined;
  readonly role: (id: string) => string | undefined;
  readonly channel: (id: string) => string | undefined;
  readonly me: string;
}

const nobody: Names = { user: () => undefined, role: () => undefined, channel: () => undefined, me: "" };

export const NamesContext = createContext<Names>(nobody);

/** Text in markdown, as Discord and Slack's markdown block write it. */
export function Markdown({ text }: { readonly text: string }) {
  return parseMarkdown(text).map((section, index) => <Fragment key={index}>{drawSection(section)}</Fragment>);
}

function drawSection(section: Section): ReactNode {
  switch (section.kind) {
    case "pre":
      return <pre>{section.text}</pre>;
    case "heading":
      return <div className={`markdown-heading heading-${section.level}`}>{draw(section.line)}</div>;
    case "small":
      return <div className="markdown-small">{draw(section.line)}</div>;
    case "quote":
      return <blockquote>{drawLines(section.lines)}</blockquote>;
    case "text":
      return <div>{drawLines(section.lines)}</div>;
    case "list": {
      const items = section.lines.map((line, index) => <li key={index}>{draw(line)}</li>);
      return section.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function drawLines(lines: readonly (readonly Inline[])[]): ReactNode {
  return lines.map((line, index) => (
    <Fragment key={index}>
      {index === 0 ? null : <br />}
      {draw(line)}
    </Fragment>
  ));
}

function draw(pieces: readonly Inline[]): ReactNode {
  return pieces.map((piece, index) => <Fragment key={index}>{drawInline(piece)}</Fragment>);
}

function drawInline(piece: Inline): ReactNode {
  if (piece.kind === "text") return piece.text;
  return "pieces" in piece ? drawNested(piece) : <Leaf piece={piece} />;
}

function drawNested(piece: Extract<Inline, { pieces: unknown }>): ReactNode {
  const inside = draw(piece.pieces);
  switch (piece.kind) {
    case "bold":
      return <b>{inside}</b>;
    case "italic":
      return <i>{inside}</i>;
    case "underline":
      return <u>{inside}</u>;
    case "strike":
      return <s>{inside}</s>;
    case "spoiler":
      return <Spoiler>{inside}</Spoiler>;
    case "link":
      return <OutsideLink url={piece.url}>{inside}</OutsideLink>;
  }
}

type LeafPiece = Exclude<Inline, { pieces: unknown } | { kind: "text" }>;

function Leaf({ piece }: { readonly piece: LeafPiece }): ReactNode {
  switch (piece.kind) {
    case "code":
      return <code>{piece.text}</code>;
    case "emoji":
      return `:${piece.name}:`;
    case "time":
      return <Moment seconds={piece.seconds} style={piece.style} />;
    case "command":
      return <Mention>/{piece.name}</Mention>;
    case "broadcast":
      return <Mention isMe>@{piece.range}</Mention>;
    case "user":
    case "role":
    case "channel":
      return <MentionById kind={piece.kind} id={piece.id} />;
  }
}

function MentionById({ kind, id }: { readonly kind: "user" | "role" | "channel"; readonly id: string }) {
  const names = useContext(NamesContext);
  const unknown = { user: "unknown-user", role: "deleted-role", channel: "unknown" };
  return (
    <Mention isMe={kind === "user" && id === names.me}>
      {kind === "channel" ? "#" : "@"}
      {names[kind](id) ?? unknown[kind]}
    </Mention>
  );
}

function Mention({ children, isMe = false }: { readonly children: ReactNode; readonly isMe?: boolean }) {
  return <span className={isMe ? "mention mention-me" : "mention"}>{children}</span>;
}

function Spoiler({ children }: { readonly children: ReactNode }) {
  const [isShown, setShown] = useState(false);
  if (isShown) return <span className="spoiler">{children}</span>;
  return (
    <button type="button" className="spoiler spoiler-hidden" onClick={() => setShown(true)}>
      Spoiler
    </button>
  );
}

const formats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

function Moment({ seconds, style }: { readonly seconds: number; readonly style: string }) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "(no valid time)";
  const full = new Intl.DateTimeFormat("en-GB", formats["F"]).format(date);
  const shown =
    style === "R"
      ? relativeTime(date.getTime())
      : new Intl.DateTimeFormat("en-GB", formats[style] ?? formats["f"]).format(date);
  return (
    <time dateTime={date.toISOString()} title={full} className="moment">
      {shown}
    </time>
  );
}
