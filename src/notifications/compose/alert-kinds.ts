import { kindNames } from "../../domain/alerts/kinds.ts";
import type { AlertKind, Severity } from "../../domain/alerts/kinds.ts";
import { listed } from "./words.ts";

/** "Limit coming near, jobs failing and will run out"; "every kind of alert". */
export function kindsListed(kinds: readonly AlertKind[]): string {
  if (kinds.length === Object.keys(kindNames).length) return "every kind of alert";
  return listed(kinds.map((kind, index) => (index === 0 ? kindNames[kind] : kindNames[kind].toLowerCase())));
}

/** Severity in a word, never by colour alone. */
export const severityNames = {
  info: "note",
  warning: "warning",
  critical: "critical",
} as const satisfies Record<Severity, string>;

const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "warning · second level of three"; of one level, the severity alone. */
export function severityWords(severity: Severity, level: number, levels: number): string {
  const word = severityNames[severity];
  if (levels < 2 || level < 0) return word;
  return `${word} · ${ordinals[level] ?? `${level + 1}th`} level of ${numbers[levels - 1] ?? levels}`;
}
