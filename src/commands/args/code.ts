import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

const CODE = /^[0-9A-Z]{4,}(?:-[0-9A-Z]+)*$/iu;

/** A one-time code as it was shown, such as "7KQ2-M4XR"; case does not matter. */
export const code: Kind<string> = {
  kind: "code",
  label: "Code",
  field: "line",
  maxLength: 64,
  read: (typed, field) =>
    looksLikeCode(typed) ? given(typed) : notA(field, "", "a code as it was shown, such as 7KQ2-M4XR"),
};

export function looksLikeCode(typed: string): boolean {
  return typed.length <= 64 && CODE.test(typed.replaceAll(/\s+/gu, ""));
}

/** One OpenSSH public key. The domain reads it; here only a private one is kept from going any further. */
export const publicKey: Kind<string> = {
  kind: "public-key",
  label: "Public key",
  field: "lines",
  maxLength: 3_000,
  read: (typed, field) =>
    /PRIVATE KEY/u.test(typed) ? { ok: false, problem: { kind: "secret-typed", field } } : given(typed),
};

/** The name or the fingerprint of an SSH key. */
export const keyName: Kind<string> = {
  kind: "text",
  label: "SSH key",
  field: "line",
  maxLength: 200,
  claims: (word) => /^SHA256:[A-Za-z0-9+/]+=*$/u.test(word),
  read: (typed) => given(typed),
};
