import type { Command } from "./define.ts";
import { DRY_RUN, isDryRunOf } from "./dry-run.ts";

/** The commands by every name they answer to. */
export interface Registry {
  readonly commands: readonly Command[];
  /** Name or alias, lower case, words joined by single spaces, to the command. */
  readonly byName: ReadonlyMap<string, Command>;
  /** How many words the longest name has. */
  readonly longest: number;
}

/** Indexes commands. Throws when two claim one name. */
export function registryOf(commands: readonly Command[]): Registry {
  const byName = new Map<string, Command>();
  for (const command of commands) {
    for (const words of [command.name, ...(command.aliases ?? [])]) {
      const name = words.join(" ");
      if (byName.has(name)) throw new Error(`two commands are called "${name}"`);
      byName.set(name, command);
    }
  }
  const longest = Math.max(...[...byName.keys()].map((name) => name.split(" ").length));
  return { commands, byName, longest };
}

/** The argument that a key names, under the argument's own name. */
export function argumentNamed(command: Command, key: string): string | undefined {
  const wanted = key.toLowerCase();
  if (isDryRunOf(command, wanted)) return DRY_RUN;
  return Object.keys(command.args).find(
    (name) => name.toLowerCase() === wanted || command.args[name]?.alsoKnownAs.includes(wanted),
  );
}

/** The first words of all names of two words or more. */
export function nouns(registry: Registry): ReadonlySet<string> {
  const firsts = [...registry.byName.keys()]
    .filter((name) => name.includes(" "))
    .map((name) => name.split(" ")[0] ?? "");
  return new Set(firsts);
}
