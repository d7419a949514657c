import type { Inline, Message, Text } from "../../../src/notifications/message.ts";

/** A message as lines of text: what a critic reads in a snapshot. */
export function readable(message: Message): string {
  const { tone, title, lines = [], facts = [], actions = [], footer } = message;
  return [
    `(${tone}) ${title}`,
    ...lines.map(written),
    ...facts.map(({ label, value }) => `${label}: ${written(value)}`),
    ...actions.map((action) =>
      "url" in action
        ? `[${action.label}] ${action.url}`
        : `[${action.label}] ${action.call.command} ${JSON.stringify(action.call.input)}`,
    ),
    ...(footer ? [`— ${written(footer)}`] : []),
  ].join("\n");
}

function written(text: Text): string {
  return typeof text === "string" ? text : text.map(inline).join("");
}

function inline(part: Inline): string {
  if (typeof part === "string") return part;
  if ("strong" in part) return part.strong;
  if ("code" in part) return `\`${part.code}\``;
  if ("time" in part) return `<${part.time.toISOString().slice(0, 16)}>`;
  return `${part.label} <${part.link}>`;
}
