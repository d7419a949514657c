import type { Call } from "../../notifications/message.ts";

/**
 * What a control is for; the first character of every custom id.
 * call: run this. prompt: this message only asks to open the form, so the answer takes its place.
 * pick: a menu whose values hold the calls. form, amend: a modal, opened by itself or from a prompt.
 * server: a menu of servers; the call waits for the choice.
 */
const marks = { call: "b", prompt: "p", pick: "s", form: "f", amend: "r", server: "w" } as const;

export type Purpose = keyof typeof marks;

/** How the calls of one message are written into its controls. */
export interface Writing {
  readonly purpose: "call" | "prompt";
  /** undefined when encoding it failed: the control is left out. */
  encoded(call: Call): string | undefined;
}

/** `ordinal` tells controls of one message apart: Discord wants custom ids unique. */
export function customId(purpose: Purpose, ordinal: number, encoded: string): string {
  return `${marks[purpose]}${ordinal}.${encoded}`;
}

export interface CustomId {
  readonly purpose: Purpose;
  readonly encoded: string;
}

/** undefined for what this program has not written. */
export function parseCustomId(id: string): CustomId | undefined {
  const found = /^([a-z])\d*\.(.*)$/su.exec(id);
  if (found === null) return undefined;
  const [, mark, encoded = ""] = found;
  const purpose = purposes.find((candidate) => marks[candidate] === mark);
  return purpose && { purpose, encoded };
}

// Safe: the keys of a constant object literal.
const purposes = Object.keys(marks) as readonly Purpose[];
