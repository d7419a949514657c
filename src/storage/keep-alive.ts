import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Address } from "./database.ts";

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

export interface Watch {
  /** Ends the watch; a revival under way is waited for. */
  stop(): Promise<void>;
}

/**
 * Holds one connection to a server and, whenever that breaks, calls `revive` until the server answers again.
 * `revive` must do no harm while the server runs.
 */
export function keepAlive(address: Address, revive: () => Promise<unknown>): Watch {
  const stopped = new AbortController();
  const watching = watch(address, revive, stopped.signal);
  return {
    async stop() {
      stopped.abort();
      await watching;
    },
  };
}

async function watch(address: Address, revive: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const isServing = await holdConnection(address, signal);
    failures = isServing ? 0 : failures + 1;
    if (signal.aborted) return;
    if (failures > 0) await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures), signal);
    // What stops it (a full disk, say) may pass; the commands' apologies tell people meanwhile.
    if (!signal.aborted) await revive().catch(() => undefined);
  }
}

/** Resolves when the connection ends, or cannot be made: then to false. */
async function holdConnection(address: Address, signal: AbortSignal): Promise<boolean> {
  const client = new pg.Client({ ...address, application_name: "quartermaster-watch" });
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  client.on("error", () => resolve(undefined)).on("end", () => resolve(undefined));
  const leave = () => resolve(undefined);
  signal.addEventListener("abort", leave, { once: true });
  try {
    await client.connect();
    if (!signal.aborted) await ended;
    return true;
  } catch {
    return false;
  } finally {
    signal.removeEventListener("abort", leave);
    await client.end().catch(() => undefined);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
