import type { SlackState } from "../../protocol.ts";
import type { Suggestion } from "../shared/suggestion.ts";

const MOST = 8;

/** Completions for the last word of what is being typed: a command, a person or a channel. */
export function suggestionsFor(
  text: string,
  slack: Pick<SlackState, "commands" | "users" | "channels">,
): readonly Suggestion[] {
  const word = lastWord(text);
  return candidatesFor(text, word, slack)
    .filter(({ label, note = "" }) => startsWith(label.slice(1), word.slice(1)) || hasWord(note, word.slice(1)))
    .filter(({ label }) => label !== word)
    .slice(0, MOST);
}

/** The text with its last word replaced by the picked completion, ready to go on typing. */
export function completed(text: string, label: string): string {
  return `${text.slice(0, text.length - lastWord(text).length)}${label} `;
}

function candidatesFor(
  text: string,
  word: string,
  slack: Pick<SlackState, "commands" | "users" | "channels">,
): readonly Suggestion[] {
  if (word.startsWith("/") && word === text) {
    return slack.commands.map(({ command, description }) => ({ id: command, label: command, note: description }));
  }
  if (word.startsWith("@")) {
    return slack.users.map(({ id, handle, name }) => ({ id, label: `@${handle}`, note: name }));
  }
  if (word.startsWith("#")) {
    return slack.channels
      .filter((channel) => channel.kind === "public" || channel.kind === "private")
      .map(({ id, name, topic }) => ({ id, label: `#${name}`, note: topic }));
  }
  return [];
}

function lastWord(text: string): string {
  return /\S*$/.exec(text)?.[0] ?? "";
}

function startsWith(text: string, start: string): boolean {
  return text.toLowerCase().startsWith(start.toLowerCase());
}

function hasWord(text: string, start: string): boolean {
  return start !== "" && text.split(" ").some((word) => startsWith(word, start));
}
