import { invalidArguments, SlackProblem } from "../problem.ts";

/** A method's arguments, whichever way they were encoded. Absent and empty are the same. */
export interface Args {
  has(key: string): boolean;
  text(key: string): string | undefined;
  requireText(key: string): string;
  flag(key: string): boolean;
  integer(key: string, fallback: number): number;
  /** An object or list: as such in a JSON body, as JSON text in a form. `onMalformed` is the error's name. */
  structure(key: string, onMalformed?: string): unknown;
  /** A list, or names with commas between them. */
  list(key: string): readonly string[];
}

export function createArgs(given: Readonly<Record<string, unknown>>): Args {
  const value = (key: string): unknown => (given[key] === null || given[key] === "" ? undefined : given[key]);

  function text(key: string): string | undefined {
    const found = value(key);
    if (found === undefined || typeof found === "string") return found;
    return JSON.stringify(found);
  }

  return {
    has: (key) => value(key) !== undefined,
    text,
    requireText(key) {
      const found = text(key);
      if (found === undefined) throw invalidArguments(`missing required field: ${key}`);
      return found;
    },
    flag: (key) => ["true", "1"].includes(text(key) ?? ""),
    integer(key, fallback) {
      const found = Number(text(key) ?? fallback);
      if (!Number.isInteger(found)) throw invalidArguments(`must be an integer [json-pointer:/${key}]`);
      return found;
    },
    structure(key, onMalformed = "invalid_arguments") {
      const found = value(key);
      if (typeof found !== "string") return found;
      try {
        return JSON.parse(found) as unknown;
      } catch {
        throw new SlackProblem(onMalformed);
      }
    },
    list(key) {
      const found = value(key);
      const names = Array.isArray(found) ? found.map(String) : (text(key) ?? "").split(",");
      return names.map((name) => name.trim()).filter((name) => name !== "");
    },
  };
}
