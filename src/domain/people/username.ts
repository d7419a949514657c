import type { Problem } from "../errors.ts";

const LIMIT = 64;
/** Room for the number that a derived name may get. */
const DERIVED_LIMIT = 58;

/** Letters, digits and underscore (ASCII), at most 64. The Problem names the first character that may not be. */
export function problemWithUsername(username: string): Problem | undefined {
  const character = [...username].find((one) => !/^[A-Za-z0-9_]$/.test(one));
  if (character === undefined && username.length > 0 && username.length <= LIMIT) return undefined;

  return { kind: "username-invalid", username, field: "username", ...(character !== undefined && { character }) };
}

/** A permitted username out of any name: "Zoë van Dam" → "zoe_van_dam". */
export function usernameFrom(name: string): string {
  const username = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "_")
    .slice(0, DERIVED_LIMIT)
    .replaceAll(/^_+|_+$/g, "");
  return username || "user";
}

/** The name itself, or the first numbered one that is not taken: "bob", "bob2", "bob3". `taken` is in lower case. */
export function firstFreeUsername(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted.toLowerCase())) return wanted;

  const base = wanted.slice(0, DERIVED_LIMIT);
  for (let number = 2; ; number++) {
    if (!taken.has(`${base}${number}`.toLowerCase())) return `${base}${number}`;
  }
}
