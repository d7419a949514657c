import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { builtInConfiguration } from "./built-in.ts";
import type { Configuration, ConfigurationSource } from "./configuration.ts";
import { hashOf, readConfiguration } from "./read-configuration.ts";
import { changesBetween, settingsOf } from "./settings.ts";
import { metersKept } from "./kept-meters.ts";

/** What the file says at this moment, beside what is in use. */
export type Look =
  | { readonly kind: "same" }
  | { readonly kind: "changed"; readonly configuration: Configuration; readonly changes: readonly string[] }
  | { readonly kind: "bad"; readonly hash: string; readonly problems: readonly string[] };

type Standing = Pick<ConfigurationSource, "problem" | "waiting">;

/** The configuration in use, and the file that it comes from. */
export interface ConfigurationFile {
  /** As people know it: "quartermaster.yml". */
  readonly name: string;
  current(): Configuration;
  /** Changes whenever the file may have; costs no reading. */
  signature(): Promise<string>;
  /** Reads the file without using it. */
  look(): Promise<Look>;
  use(configuration: Configuration): void;
  /** Says beside what is in use why a later file is not; nothing: there is none. */
  note(standing: Standing): void;
}

/** Which file; one that was asked for by name must be there. */
export interface ConfigurationPlace {
  readonly path: string;
  readonly isRequired: boolean;
}

/** A file that does not fit; its message is one line with the place of each fault. */
export class ConfigurationInvalid extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "ConfigurationInvalid";
  }
}

const USUAL = "quartermaster.yml";

/**
 * Reads the file as the program starts; without a file the program's own configuration holds. Throws
 * ConfigurationInvalid, or what the system says of a file it cannot read.
 */
export async function openConfiguration(
  place: ConfigurationPlace | undefined,
  clock: () => Date,
): Promise<ConfigurationFile> {
  if (!place) return holding(builtInConfiguration(clock()), { name: USUAL, clock });
  const { path: file, isRequired } = place;
  const name = path.basename(file);
  const first = await read(file, { name, clock });
  if (first.kind === "invalid") throw new ConfigurationInvalid(first.problems);
  if (first.kind === "absent" && isRequired) throw new ConfigurationInvalid([`${name} is not there`]);

  return holding(first.kind === "absent" ? builtInConfiguration(clock()) : first.configuration, { name, file, clock });
}

interface Held {
  readonly name: string;
  readonly file?: string;
  clock(): Date;
}

function holding(first: Configuration, { name, file, clock }: Held): ConfigurationFile {
  let current = first;
  return {
    name,
    current: () => current,
    signature: async () => (file === undefined ? "absent" : signatureOf(file)),
    look: async () => (file === undefined ? { kind: "same" } : lookAt(current, await read(file, { name, clock }))),
    use(configuration) {
      current = configuration;
    },
    note(standing) {
      const { problem, waiting, ...source } = current.source;
      // What is derived from a configuration is kept as long as it is the same object.
      if (isDeepStrictEqual({ ...(problem && { problem }), ...(waiting && { waiting }) }, standing)) return;
      current = { ...current, source: { ...source, ...standing } };
    },
  };
}

type Read =
  | { readonly kind: "absent"; readonly name: string }
  | { readonly kind: "read"; readonly configuration: Configuration }
  | { readonly kind: "invalid"; readonly hash: string; readonly problems: readonly string[] };

async function read(file: string, { name, clock }: { name: string; clock(): Date }): Promise<Read> {
  const text = await textOf(file);
  if (text === undefined) return { kind: "absent", name };
  const result = readConfiguration(text, { file: name, loadedAt: clock() });
  if (!result.ok) return { kind: "invalid", hash: hashOf(text), problems: result.problems };
  return { kind: "read", configuration: result.configuration };
}

function lookAt(current: Configuration, found: Read): Look {
  if (found.kind === "invalid") return { ...found, kind: "bad" };
  if (found.kind === "absent") {
    const wasThere = current.source.file !== undefined;
    return wasThere
      ? { kind: "bad", hash: "absent", problems: [`${found.name} is not there any more`] }
      : { kind: "same" };
  }
  const { configuration } = found;
  if (configuration.source.hash === current.source.hash) return { kind: "same" };
  const problems = metersKept(current.meters, configuration);
  if (problems.length > 0) return { kind: "bad", hash: configuration.source.hash, problems };

  return { kind: "changed", configuration, changes: changesBetween(settingsOf(current), settingsOf(configuration)) };
}

/** undefined where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
}

async function signatureOf(file: string): Promise<string> {
  const found = await stat(file).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : "absent";
}

function isAbsent(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";
}
