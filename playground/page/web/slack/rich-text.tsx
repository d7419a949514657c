import { Fragment } from "react";
import type { ReactNode } from "react";
import type { SlackJson } from "../../../slack/seen.ts";
import { emojis } from "../shared/emoji.ts";
import { OutsideLink } from "../shared/outside-link.tsx";
import { useSlack } from "./context.ts";
import { slackDate } from "./date.ts";
import { isSetAt, listAt, numberAt, objectAt, textAt } from "./json.ts";
import { ChannelMention, UserMention } from "./mrkdwn.tsx";

/** A link; one to a file of this Slack leads to the file itself. */
function Link({ url, text }: { readonly url: string; readonly text: string }) {
  const { personId } = useSlack();
  const [, fileId] = /^https:\/\/[^/]+\.slack\.com\/files\/[A-Z0-9]+\/(F[A-Z0-9]+)/.exec(url) ?? [];
  if (fileId !== undefined) return <a href={`/files/slack/${fileId}?as=${personId}`}>{text || url}</a>;
  return <OutsideLink url={url}>{text || url}</OutsideLink>;
}

/** A rich_text block: sections, lists, quotes and preformatted text. */
export function RichText({ block }: { readonly block: SlackJson }) {
  return (
    <div className="block-rich-text">
      {listAt(block, "elements").map((element, index) => (
        <Fragment key={index}>{drawSection(element)}</Fragment>
      ))}
    </div>
  );
}

function drawSection(element: SlackJson): ReactNode {
  const inside = listAt(element, "elements");
  switch (textAt(element, "type")) {
    case "rich_text_list":
      return drawList(element, inside);
    case "rich_text_quote":
      return <blockquote>{drawInline(inside)}</blockquote>;
    case "rich_text_preformatted":
      return <pre className="slack-pre">{drawInline(inside)}</pre>;
    default:
      return <p>{drawInline(inside)}</p>;
  }
}

function drawList(element: SlackJson, items: readonly SlackJson[]): ReactNode {
  const drawn = items.map((item, index) => <li key={index}>{drawInline(listAt(item, "elements"))}</li>);
  const className = `indent-${Math.min(numberAt(element, "indent") ?? 0, 4)}`;
  if (textAt(element, "style") !== "ordered") return <ul className={className}>{drawn}</ul>;
  return (
    <ol className={className} start={(numberAt(element, "offset") ?? 0) + 1}>
      {drawn}
    </ol>
  );
}

function drawInline(elements: readonly SlackJson[]): ReactNode {
  return elements.map((element, index) => <Fragment key={index}>{styled(element, drawLeaf(element))}</Fragment>);
}

const leaves: Readonly<Record<string, (element: SlackJson) => ReactNode>> = {
  text: (element) => <span className="plain">{textAt(element, "text")}</span>,
  link: (element) => <Link url={textAt(element, "url")} text={textAt(element, "text")} />,
  user: (element) => <UserMention id={textAt(element, "user_id")} />,
  channel: (element) => <ChannelMention id={textAt(element, "channel_id")} />,
  usergroup: (element) => <span className="mention">@{textAt(element, "usergroup_id")}</span>,
  broadcast: (element) => <span className="mention mention-me">@{textAt(element, "range")}</span>,
  emoji: (element) => emojis[textAt(element, "name")] ?? `:${textAt(element, "name")}:`,
  color: (element) => <code>{textAt(element, "value")}</code>,
  date: (element) => (
    <time>
      {slackDate({
        seconds: numberAt(element, "timestamp") ?? Number.NaN,
        format: textAt(element, "format"),
        fallback: textAt(element, "fallback"),
      })}
    </time>
  ),
};

function drawLeaf(element: SlackJson): ReactNode {
  return leaves[textAt(element, "type")]?.(element) ?? null;
}

function styled(element: SlackJson, drawn: ReactNode): ReactNode {
  const style = objectAt(element, "style");
  const withCode = isSetAt(style, "code") ? <code>{drawn}</code> : drawn;
  const withStrike = isSetAt(style, "strike") ? <s>{withCode}</s> : withCode;
  const withItalic = isSetAt(style, "italic") ? <i>{withStrike}</i> : withStrike;
  return isSetAt(style, "bold") ? <b>{withItalic}</b> : withItalic;
}
