const REDACTED = "[redacted]";

/** OpenSSH's, PEM's, PGP's and PuTTY's; keyboards turn "--" into a dash, and RFC 4716 takes four and a space. */
const PRIVATE_KEY =
  /(?:[-–—]{1,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[\s\S]*?(?:END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?(?: ?[-–—]{1,5})?|$)|PuTTY-User-Key-File[\s\S]*)/gi;

/** What is a secret by its looks alone. */
const tokens: readonly RegExp[] = [
  /\bxox[a-z]-[A-Za-z0-9-]+/g,
  /\bxapp-[A-Za-z0-9-]+/g,
  /\b(?:gh[pousr]|glpat|sk|hf)[-_][A-Za-z0-9_-]{16,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bqm_[0-9A-Za-z]{32}(?![0-9A-Za-z])/g,
  /\bwhsec_[0-9A-Za-z+/=_-]{16,}/g,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
  /\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}/g,
];

/** What must never be read back from the audit trail; the first group, if any, is kept. */
const secrets: readonly RegExp[] = [
  PRIVATE_KEY,
  /((?:^|[\s-])(?:password|passphrase|passwd|secret|token|api[-_]?key|code|claim)\s*[:=]\s*)(?:"[^"]*"|“[^”]*”|'[^']*'|\S+)/gi,
  /((?:^|\s)[-–—]{1,2}(?:password|passphrase|passwd|secret|token|api[-_]?key|code|claim)\s+)(?:"[^"]*"|“[^”]*”|'[^']*'|\S+)/gi,
  /((?:^|\s)(?:link(?: accept| enter)?|workspace join|register\s+[^\s:]+)\s+)(?!(?:accept|enter|code)(?:\s|$))[^\s:]+(?=\s|$)/gi,
  /((?:^|\s)invite accept\s+(?:\w+:\s*)?)[0-9a-z]{4}-[0-9a-z]{4}(?=\s|$)/gi,
  // Who may write to a webhook is often told by its path.
  /((?:^|\s)webhook (?:create|new|add)\b[^]*?https?:\/\/)\S+/gi,
  // One-time codes: as they are shown, or retyped in small letters with a digit among them; not the middle of a UUID.
  /(?<!\b[0-9a-f]{8}-(?:[0-9a-f]{4}-)?)\b[0-9A-Z]{4,5}-[0-9A-Z]{4,5}\b/g,
  /(?<!\b[0-9a-f]{8}-(?:[0-9a-f]{4}-)?)\b(?=[0-9a-z-]*\d)[0-9a-z]{4,5}-[0-9a-z]{4,5}\b/gi,
  ...tokens,
];

/** Takes passwords, tokens, private keys and one-time codes out of what somebody typed. Applying it twice changes nothing. */
export function redact(command: string): string {
  return secrets.reduce(
    (text, secret) => text.replace(secret, (...match: unknown[]) => `${keptOf(match)}${REDACTED}`),
    command,
  );
}

const NAMED_SECRET = /\b(?:password|passphrase|passwd|secret|token|api[-_ ]?key)\s*[:=]\s*\S/i;

/** Whether something is in it that is not for many eyes. What merely may be a one-time code is let pass. */
export function hasSecret(text: string): boolean {
  return [PRIVATE_KEY, NAMED_SECRET, ...tokens].some((secret) => text.search(secret) >= 0);
}

/** Whether the private half of a key is in it. */
export function hasPrivateKey(text: string): boolean {
  return text.search(PRIVATE_KEY) >= 0;
}

function keptOf(match: readonly unknown[]): string {
  const group = match[1];
  return typeof group === "string" ? group : "";
}
