import type { Call } from "../notifications/message.ts";
import { plain } from "./lexer.ts";

/** What needs no quotes: nothing in it can be taken for a key, a quotation or a space. */
const BARE = /^(?:<@[A-Za-z0-9]+>|[\p{L}\p{N}@._+/=-]+)$/u;

/** The line that means this call; reading it gives the same call again. */
export function printCall(call: Call): string {
  const values = Object.entries(call.input).filter(([, value]) => value !== "");
  return [call.command, ...values.map(([key, value]) => `${key}:${quoted(value)}`)].join(" ");
}

function quoted(value: string): string {
  const safe = plain(value) === value ? value : encoded(value);
  if (BARE.test(safe)) return safe;
  return `"${safe.replace(/[\\"]/gu, (mark) => `\\${mark}`)}"`;
}

/** Text that happens to look like Slack's notation is written so that it stays text. */
function encoded(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
