import { distance } from "fastest-levenshtein";
import type { Command } from "./define.ts";
import type { Registry } from "./lookup.ts";

const MOST = 3;

/** The commands whose names are most like what was typed, best first, with an example each; at most three. */
export function nearestCommands(typed: readonly string[], registry: Registry): { name: string; example: string }[] {
  const words = typed.map((word) => word.toLowerCase());
  const ranked = [...registry.byName]
    .filter(([, command]) => !command.hidden)
    .map(([name, command]) => ({ command, far: farness(words, name) }))
    .filter(({ far }) => far <= 0.5)
    .sort((one, other) => one.far - other.far);
  const unique = new Map<string, Command>(ranked.map(({ command }) => [command.id, command]));
  return [...unique.values()].slice(0, MOST).map((command) => ({ name: command.id, example: command.example }));
}

/** 0 for the same name, 1 for nothing in common; a noun that is right counts for more than a verb that is. */
function farness(words: readonly string[], name: string): number {
  const parts = name.split(" ");
  const nounFar = wordFarness(words[0] ?? "", parts[0] ?? "");
  if (parts.length === 1) return nounFar;
  return nounFar * 0.7 + wordFarness(words[1] ?? "", parts.slice(1).join(" ")) * 0.3;
}

function wordFarness(typed: string, word: string): number {
  return distance(typed, word) / Math.max(typed.length, word.length, 1);
}

/** The word of a list most like the typed one, if any is alike. */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  const ranked = words.map((word) => ({ word, far: wordFarness(typed.toLowerCase(), word.toLowerCase()) }));
  ranked.sort((one, other) => one.far - other.far);
  const best = ranked[0];
  return best && best.far <= 0.5 ? best.word : undefined;
}
