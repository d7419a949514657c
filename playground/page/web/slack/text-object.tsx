import type { SlackJson } from "../../../slack/seen.ts";
import { emojis } from "../shared/emoji.ts";
import { textAt } from "./json.ts";
import { Mrkdwn } from "./mrkdwn.tsx";

/** A `plain_text` or `mrkdwn` object. Plain text knows no markup but, unless told otherwise, emoji names. */
export function TextObject({ text }: { readonly text: SlackJson }) {
  const words = textAt(text, "text");
  if (textAt(text, "type") === "mrkdwn") return <Mrkdwn text={words} />;
  return <span className="plain">{text["emoji"] === false ? words : withEmoji(words)}</span>;
}

export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => emojis[name] ?? whole);
}
