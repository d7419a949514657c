import { hash, randomInt } from "node:crypto";

/** What a key may be good for. */
export const apiKeyScopes = [
  "usage:write",
  "usage:read",
  "activity:write",
  "quota:check",
  "quota:reserve",
  "alerts:write",
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** Keys that are not revoked, in one installation. */
export const API_KEY_LIMIT = 200;

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_LENGTH = 32;
const PREFIX_LENGTH = 9;
const SHAPE = /^qm_[0-9A-Za-z]{32}$/;

/** A key as its maker sees it once: "qm_" and 32 letters and digits, 190 random bits. */
export function newApiKey(): string {
  // A secret is no id: were it handed in through the context, it could be predicted where ids are.
  const letters = Array.from({ length: SECRET_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
  return `qm_${letters.join("")}`;
}

/** The beginning, by which people tell keys apart: "qm_4fK2aZ". */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** As it is stored: SHA-256 in hex. Nothing slower is needed against guessing 190 random bits. */
export function hashOfApiKey(key: string): string {
  return hash("sha256", key, "hex");
}

/** Whether it could be a key at all. */
export function looksLikeApiKey(text: string): boolean {
  return SHAPE.test(text);
}

/** Scopes as they are stored; what is not known is dropped. */
export function scopesOf(stored: readonly string[]): readonly ApiKeyScope[] {
  return apiKeyScopes.filter((scope) => stored.includes(scope));
}

/** A key as people see it in a list; never the secret. */
export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdByName: string;
  readonly createdAt: Date;
  /** Exclusive. */
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  /** "powerless": whoever made it may no longer manage keys, so that it opens nothing. */
  readonly state: "works" | "expired" | "powerless";
}
