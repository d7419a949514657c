import { createHash } from "node:crypto";

const MINUTE_MS = 60 * 1000;

/** Wrong codes somebody may type within the window before the next is refused unread. */
export const TRIES = 5;
export const TRIES_WINDOW_MS = 10 * MINUTE_MS;
export const LINK_CODE_LIFETIME_MS = 10 * MINUTE_MS;
export const JOIN_CODE_LIFETIME_MS = 24 * 60 * MINUTE_MS;

/** As it is stored: whatever case, spaces and dashes it is typed with. SHA-256 in hex. */
export function hashOfCode(code: string): string {
  const plain = code
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
  return createHash("sha256").update(plain).digest("hex");
}
