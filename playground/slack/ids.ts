import { randomBytes } from "node:crypto";

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function randomLetters(count: number): string {
  return Array.from(randomBytes(count), (byte) => letters[byte % letters.length]).join("");
}

export interface Ids {
  /** Eleven characters, as Slack's: the prefix, then letters and digits. */
  make(prefix: string): string;
  /** Short and mixed, as the block and action ids that Slack fills in. */
  block(): string;
  /** A message's time and name: seconds and six digits, never the same twice and never going back. */
  ts(): string;
  /** A view's hash, different at every call. */
  hash(): string;
  secret(bytes: number): string;
}

export function createIds(now: () => number, lastTs?: string): Ids {
  let last = lastTs === undefined ? 0n : BigInt(lastTs.replace(".", ""));

  function nextMicroseconds(): string {
    const wanted = BigInt(Math.floor(now())) * 1_000n;
    last = wanted > last ? wanted : last + 1n;
    return last.toString();
  }

  function ts(): string {
    const microseconds = nextMicroseconds();
    return `${microseconds.slice(0, -6)}.${microseconds.slice(-6)}`;
  }

  return {
    make: (prefix) => prefix + randomLetters(11 - prefix.length),
    block: () => randomBytes(4).toString("base64url").slice(0, 5),
    ts,
    hash: () => `${Math.floor(now() / 1_000)}.${randomBytes(4).toString("hex")}`,
    secret: (bytes) => randomBytes(bytes).toString("hex"),
  };
}
