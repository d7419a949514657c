import { createHash } from "node:crypto";
import sshpk from "sshpk";
import type { SshKeyProblem } from "./problems.ts";

/** OpenSSH has refused shorter RSA keys by default since 9.x (RequiredRSASize counts from 1024; NIST SP 800-131A says 2048). */
const RSA_MINIMUM_BITS = 2048;

/** Key types as OpenSSH names them, and the length that ssh-keygen prints for them; RSA's comes from the key. */
const types = {
  "ssh-ed25519": 256,
  "ecdsa-sha2-nistp256": 256,
  "ecdsa-sha2-nistp384": 384,
  "ecdsa-sha2-nistp521": 521,
  "ssh-rsa": undefined,
  "sk-ssh-ed25519@openssh.com": 256,
  "sk-ecdsa-sha2-nistp256@openssh.com": 256,
} as const;

type KeyType = keyof typeof types;

const allowedTypes: readonly string[] = Object.keys(types);

export interface PublicKey {
  readonly type: string;
  readonly bits: number;
  /** "SHA256:…", as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
  readonly comment: string;
  /** Type and blob alone, as kept and compared. */
  readonly line: string;
}

type Parsed = { readonly key: PublicKey } | { readonly problem: SshKeyProblem };

/** Reads one line of an OpenSSH public key file (sshd(8), AUTHORIZED_KEYS FILE FORMAT), without options. */
export function parsePublicKey(text: string): Parsed {
  if (/PRIVATE KEY|PuTTY-User-Key-File/i.test(text)) return { problem: { kind: "ssh-key-private", field: "key" } };
  const line = text.replace(/^\uFEFF/, "").trim();
  if (line === "") return malformed("empty");
  if (/[\r\n]/.test(line)) return malformed("several-lines");

  const [type = "", blob = "", ...comment] = line.split(/[ \t]+/);
  if (type in types) {
    // Safe: `in` has just said so.
    return parseBlob(type as KeyType, blob, comment.join(" "));
  }
  return { problem: problemWithType(type, line) };
}

function problemWithType(type: string, line: string): SshKeyProblem {
  if (type.includes("-cert-")) return { kind: "ssh-key-malformed", reason: "certificate", field: "key" };
  if (/^(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+$/.test(type)) {
    return { kind: "ssh-key-type-refused", type, allowed: allowedTypes, field: "key" };
  }
  const hasKeyLater = allowedTypes.some((allowed) => line.includes(`${allowed} AAAA`));
  return { kind: "ssh-key-malformed", reason: hasKeyLater ? "options" : "not-openssh", field: "key" };
}

function parseBlob(type: KeyType, base64: string, comment: string): Parsed {
  const blob = Buffer.from(base64, "base64");
  const isBase64 = blob.length > 0 && blob.toString("base64").replace(/=+$/, "") === base64.replace(/=+$/, "");
  const parts = isBase64 ? partsOf(blob) : undefined;
  if (!parts || parts[0]?.toString("latin1") !== type || !hasShapeOf(type, parts, blob)) return malformed("damaged");

  const bits = types[type] ?? bitsOf(parts[2]);
  if (bits < RSA_MINIMUM_BITS && type === "ssh-rsa") {
    return { problem: { kind: "ssh-key-too-short", bits, minimum: RSA_MINIMUM_BITS, field: "key" } };
  }
  const digest = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  const line = `${type} ${blob.toString("base64")}`;
  return { key: { type, bits, fingerprint: `SHA256:${digest}`, comment, line } };
}

/** The strings that a blob is made of (RFC 4251, 5: each with its length before it); undefined if it does not add up. */
function partsOf(blob: Buffer): readonly Buffer[] | undefined {
  const parts: Buffer[] = [];
  let offset = 0;
  while (offset < blob.length) {
    if (offset + 4 > blob.length) return undefined;
    const end = offset + 4 + blob.readUInt32BE(offset);
    if (end > blob.length) return undefined;
    parts.push(blob.subarray(offset + 4, end));
    offset = end;
  }
  return parts;
}

/** sshpk checks the numbers and the points on their curves; it does not know hardware keys' application string. */
function hasShapeOf(type: KeyType, parts: readonly Buffer[], blob: Buffer): boolean {
  if (type === "sk-ssh-ed25519@openssh.com") return parts.length === 3 && parts[1]?.length === 32;
  if (type === "sk-ecdsa-sha2-nistp256@openssh.com") {
    return parts.length === 4 && parts[1]?.toString("latin1") === "nistp256" && isUncompressedPoint(parts[2]);
  }
  return isReadable(blob);
}

/** SEC 1, 2.3.3, on the curve P-256: 0x04 and two coordinates of 32 bytes. */
function isUncompressedPoint(point: Buffer | undefined): boolean {
  return point?.length === 65 && point[0] === 4;
}

function isReadable(blob: Buffer): boolean {
  try {
    sshpk.parseKey(blob, "rfc4253");
    return true;
  } catch {
    return false;
  }
}

function bitsOf(modulus: Buffer | undefined): number {
  const hex = (modulus?.toString("hex") ?? "").replace(/^(?:00)+/, "");
  return hex === "" ? 0 : BigInt(`0x${hex}`).toString(2).length;
}

function malformed(reason: Extract<SshKeyProblem, { kind: "ssh-key-malformed" }>["reason"]): Parsed {
  return { problem: { kind: "ssh-key-malformed", reason, field: "key" } };
}
