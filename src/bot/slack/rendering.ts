import type { Action, Button, Call, Inline, Message, Text } from "../../notifications/message.ts";
import type { Picture, SharedFile } from "./exhibits.ts";
import { absolute, relative } from "../../notifications/time.ts";

/** What a renderer needs besides the message. */
export interface Rendering {
  /** The opaque id of a call; undefined when there is none, and then there is no button. */
  encode(call: Call): string | undefined;
  readonly now: Date;
  /** The reader's IANA zone. */
  readonly timeZone: string;
  /** True for a card that stays and is read later: then "in 7 days" is left to Slack, which keeps it current. */
  readonly lasting?: boolean;
  /** Of the message's chart. */
  readonly picture?: Picture;
  /** The message's attachments, where they are. */
  readonly files?: readonly SharedFile[];
}

export function isButton(action: Action): action is Button {
  return "call" in action;
}

function callsOf(message: Message): readonly Call[] {
  const buttons = [
    ...(message.actions ?? []).filter(isButton),
    ...(message.menus ?? []).flatMap((menu) => menu.options),
    ...(message.table?.rows ?? []).flatMap((row) => row.actions ?? []),
  ];
  return buttons.map((button) => button.call);
}

/** Looks up the opaque ids of every button, so that rendering itself is pure. Rejects when one cannot be had. */
export async function encodeCalls(
  message: Message,
  encode: (call: Call) => Promise<string | undefined>,
): Promise<Rendering["encode"]> {
  const calls = callsOf(message);
  const ids = await Promise.all(calls.map(encode));
  const byCall = new Map(calls.map((call, index) => [call, ids[index]]));
  return (call) => byCall.get(call);
}

/** Whether the message tells an instant, so that the reader's zone matters. */
export function tellsTime(message: Message): boolean {
  const texts = [
    ...(message.lines ?? []),
    ...(message.facts ?? []).map((fact) => fact.value),
    ...(message.table?.rows ?? []).flatMap((row) => row.cells),
    message.footer ?? "",
  ];
  return texts.some((text) => inlines(text).some((inline) => typeof inline === "object" && "time" in inline));
}

export function inlines(text: Text): readonly Inline[] {
  return typeof text === "string" ? [text] : text;
}

/** "Fri 28 Nov 18:00 CET (in 7 days)" in a passing answer; in a card that stays, without what would grow old. */
export function timeText(time: Date, rendering: Rendering): string {
  const when = absolute(time, rendering.timeZone, rendering.now);
  return rendering.lasting === true ? when : `${when} (${relative(time, rendering.now)})`;
}

/** A text without any form, for where Slack takes nothing else. */
export function flatten(text: Text, rendering: Rendering): string {
  const words = inlines(text).map((inline) => {
    if (typeof inline === "string") return inline;
    if ("strong" in inline) return inline.strong;
    if ("code" in inline) return inline.code;
    if ("time" in inline) return timeText(inline.time, rendering);
    return inline.label;
  });
  return words.join("");
}
