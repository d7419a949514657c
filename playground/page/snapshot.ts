import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import type { DiscordSnapshot } from "../discord/options.ts";
import type { LocalSlackSnapshot } from "../slack/contract.ts";
import type { ReadMarks } from "./read-markers.ts";

const WRITE_AFTER_MS = 400;

/** What a restart of the playground brings back. */
export interface PlaygroundSnapshot {
  readonly version: 1;
  readonly slack: LocalSlackSnapshot;
  readonly discord: DiscordSnapshot;
  readonly read: ReadMarks;
}

const snapshotFile = z.object({
  version: z.literal(1),
  slack: z.object({
    version: z.literal(1),
    credentials: z.object({
      botToken: z.string(),
      appToken: z.string(),
      signingSecret: z.string(),
    }),
    state: z.unknown(),
  }),
  discord: z.object({ version: z.literal(1), state: z.unknown() }),
  read: z.record(z.string(), z.string()),
});

/** The earlier run's conversations; undefined when there is no file. A damaged file is moved aside, not overwritten. */
export async function readSnapshot(path: string): Promise<PlaygroundSnapshot | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;

  const parsed = snapshotFile.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  await rename(path, `${path}.damaged`);
  return undefined;
}

export interface SnapshotKeeper {
  /** Writes soon; many changes in a row make one write. */
  readonly changed: () => void;
  /** Writes what is unwritten and stops. */
  close(): Promise<void>;
}

/** Keeps `path` up to date: written beside it first and renamed, so that a reader never sees half a file. */
export function keepSnapshot(path: string, take: () => PlaygroundSnapshot): SnapshotKeeper {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = () => {
    timer = undefined;
    writing = writing.catch(() => undefined).then(() => writeAtomically(path, JSON.stringify(take())));
    return writing;
  };

  return {
    changed: () => {
      // A full disk must not end the playground; close() writes again and tells.
      timer ??= setTimeout(() => write().catch(() => undefined), WRITE_AFTER_MS).unref();
    },
    close: async () => {
      clearTimeout(timer);
      await write();
    },
  };
}

async function writeAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, path);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
