import { Fragment } from "react";
import type { ReactNode } from "react";
import { emojis } from "../shared/emoji.ts";
import { OutsideLink } from "../shared/outside-link.tsx";
import { useSlack } from "./context.ts";
import { slackDate } from "./date.ts";
import { parseMrkdwn } from "./parse-mrkdwn.ts";
import type { Part, Piece } from "./parse-mrkdwn.ts";

/** Text in Slack's mrkdwn. */
export function Mrkdwn({ text }: { readonly text: string }) {
  const groups = grouped(parseMrkdwn(text));
  return groups.map((group, index) => <PartGroup key={index} parts={group} />);
}

function PartGroup({ parts }: { readonly parts: readonly Part[] }) {
  const first = parts[0];
  if (first?.kind === "pre") return <pre className="slack-pre">{first.text}</pre>;

  const lines = parts.map((part, index) => (
    <Fragment key={index}>
      {index === 0 ? null : <br />}
      {part.kind === "pre" ? null : drawPieces(part.pieces)}
    </Fragment>
  ));
  return first?.kind === "quote" ? <blockquote>{lines}</blockquote> : <span>{lines}</span>;
}

/** Neighbouring lines of one kind belong together. */
function grouped(parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last?.[0]?.kind === part.kind && part.kind !== "pre") last.push(part);
    else groups.push([part]);
  }
  return groups;
}

function drawPieces(pieces: readonly Piece[]): ReactNode {
  return pieces.map((piece, index) => <Fragment key={index}>{drawPiece(piece)}</Fragment>);
}

function drawPiece(piece: Piece): ReactNode {
  if (piece.kind === "text") return piece.text;
  return "pieces" in piece ? drawNested(piece) : drawLeaf(piece);
}

function drawNested(piece: Extract<Piece, { pieces: unknown }>): ReactNode {
  const inside = drawPieces(piece.pieces);
  switch (piece.kind) {
    case "bold":
      return <b>{inside}</b>;
    case "italic":
      return <i>{inside}</i>;
    case "strike":
      return <s>{inside}</s>;
    case "link":
      return <OutsideLink url={piece.url}>{inside}</OutsideLink>;
  }
}

function drawLeaf(piece: Exclude<Piece, { pieces: unknown } | { kind: "text" }>): ReactNode {
  switch (piece.kind) {
    case "code":
      return <code>{piece.text}</code>;
    case "emoji":
      return emojis[piece.name] ?? `:${piece.name}:`;
    case "user":
      return <UserMention id={piece.id} label={piece.label} />;
    case "channel":
      return <ChannelMention id={piece.id} label={piece.label} />;
    case "group":
      return <span className="mention">{piece.label || `@${piece.id}`}</span>;
    case "broadcast":
      return <span className="mention mention-me">@{piece.range}</span>;
    case "date":
      return <time title={piece.fallback}>{slackDate(piece)}</time>;
  }
}

export function UserMention({ id, label = "" }: { readonly id: string; readonly label?: string }) {
  const { slack } = useSlack();
  const name = slack.users.find((user) => user.id === id)?.name ?? (label || id);
  return <span className={id === slack.userId ? "mention mention-me" : "mention"}>@{name}</span>;
}

export function ChannelMention({ id, label = "" }: { readonly id: string; readonly label?: string }) {
  const { slack, openChannel } = useSlack();
  const channel = slack.channels.find((candidate) => candidate.id === id);
  if (channel === undefined) return <span className="mention">#{label || "private channel"}</span>;
  return (
    <button type="button" className="mention link" onClick={() => openChannel(id)}>
      #{channel.name}
    </button>
  );
}
