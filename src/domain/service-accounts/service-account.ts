import type { Ref } from "../events.ts";

/** As many as one organization may have: each is a budget that somebody has to answer for. */
export const SERVICE_ACCOUNT_LIMIT = 50;
const NAME = /^[a-z][a-z0-9_-]{1,39}$/u;

/** An account of a program, such as a CI runner: it has limits and usage, and nobody signs in with it. */
export interface ServiceAccount {
  readonly id: string;
  /** What people and machines call it: "ci-runner". Unique among all usernames of the tenant. */
  readonly name: string;
  readonly organization: Ref & { readonly slug: string };
  readonly responsible: Ref & { readonly username: string };
  /** False when they left the organization or are no longer active: its keepers are told in their place. */
  readonly isAnsweredFor: boolean;
  /** Its own plan; null: it has only what is set for it. */
  readonly planName: string | null;
  readonly createdAt: Date;
}

/** Small letters, digits, hyphens and underscores, from a letter on, 2 to 40 characters. */
export function isServiceName(name: string): boolean {
  return NAME.test(name);
}

/** The first numbered name that is free: "ci-runner-2". `taken` is in lower case. */
export function freeServiceName(wanted: string, taken: ReadonlySet<string>): string {
  const base = wanted.slice(0, 36);
  for (let number = 2; ; number++) {
    if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
  }
}
