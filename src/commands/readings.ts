import type { Command, Readings } from "./define.ts";
import type { CommandProblem } from "./problem.ts";
import type { Reading } from "./arg.ts";

/** A call's input, read argument by argument. */
export interface ReadInput {
  readonly readings: Readings;
  /** Required arguments without a value, in their order. */
  readonly missing: readonly string[];
  /** Field name to what is wrong with it. */
  readonly problems: ReadonlyMap<string, CommandProblem>;
}

/** Reads everything that can be read without looking anything up. */
export function readInput(command: Command, input: Readonly<Record<string, string>>): ReadInput {
  const readings = new Map<string, Extract<Reading<unknown>, { ok: true }>>();
  const problems = new Map<string, CommandProblem>();
  const missing: string[] = [];
  for (const [name, arg] of Object.entries(command.args)) {
    const typed = input[name]?.trim() || arg.fallback;
    if (typed === undefined) {
      if (arg.required) missing.push(name);
      continue;
    }
    const reading = arg.read(typed, name);
    if (reading.ok) readings.set(name, reading);
    else problems.set(name, reading.problem);
  }
  return { readings, missing, problems };
}
