import { lookup } from "node:dns/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isReachable } from "./reach.ts";
import type { Reaching } from "./reach.ts";

export interface Found {
  readonly address: string;
  readonly family: number;
}

/** Where a name leads. Rejects where nobody knows. */
export type LookUp = (host: string) => Promise<readonly Found[]>;

export const systemLookUp: LookUp = (host) => lookup(host, { all: true, verbatim: true });

const PATIENCE_MS = 3_000;

/**
 * Whether a name leads, as of now, to an address that may not be reached. What cannot be found is said to lead nowhere:
 * it is looked at again with each connection.
 */
export async function leadsInside(reaching: Reaching, lookUp: LookUp): Promise<boolean> {
  const found = await Promise.race([lookUp(reaching.host).catch(() => []), nothingInTime()]);
  return found.some(({ address }) => !isReachable(address, reaching));
}

async function nothingInTime(): Promise<readonly Found[]> {
  return sleep(PATIENCE_MS, [], { ref: false });
}
