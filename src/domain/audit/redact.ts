const REDACTED = "[redacted]";

/** What must never be read back from the audit trail; the first group, if any, is kept. */
const secrets: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /((?:^|[\s-])(?:password|passphrase|passwd|secret|token|api[-_]?key|code|claim)\s*[:=]\s*)(?:"[^"]*"|“[^”]*”|'[^']*'|\S+)/gi,
  /((?:^|\s)[-–—]{1,2}(?:password|passphrase|passwd|secret|token|api[-_]?key|code|claim)\s+)(?:"[^"]*"|“[^”]*”|'[^']*'|\S+)/gi,
  /((?:^|\s)(?:link accept|workspace join|invite redeem)\s+)[^\s:]+(?=\s|$)/gi,
  // One-time codes: as they are shown, or retyped in small letters with a digit among them.
  /\b[0-9A-Z]{4,5}-[0-9A-Z]{4,5}\b/g,
  /\b(?=[0-9a-z-]*\d)[0-9a-z]{4,5}-[0-9a-z]{4,5}\b/gi,
  /\bxox[a-z]-[A-Za-z0-9-]+/g,
  /\bxapp-[A-Za-z0-9-]+/g,
  /\b(?:gh[pousr]|glpat|sk|hf)[-_][A-Za-z0-9_-]{16,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
  /\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}/g,
];

/** Takes passwords, tokens, private keys and one-time codes out of what somebody typed. Applying it twice changes nothing. */
export function redact(command: string): string {
  return secrets.reduce(
    (text, secret) => text.replace(secret, (...match: unknown[]) => `${keptOf(match)}${REDACTED}`),
    command,
  );
}

function keptOf(match: readonly unknown[]): string {
  const group = match[1];
  return typeof group === "string" ? group : "";
}
