import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePublicKey } from "../../../src/domain/ssh-keys/public-key.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
const hasSshKeygen = spawnSync("ssh-keygen", ["-?"]).error === undefined;

describe("parsePublicKey", () => {
  it("keeps the comment apart", () => {
    expect(parsePublicKey(`  ${KEY} Bob's laptop \n`)).toMatchObject({
      key: { type: "ssh-ed25519", bits: 256, comment: "Bob's laptop", line: KEY },
    });
  });

  it.each([
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn", { kind: "ssh-key-private" }],
    ["PuTTY-User-Key-File-3: ssh-ed25519", { kind: "ssh-key-private" }],
    ["", { kind: "ssh-key-malformed", reason: "empty" }],
    [`${KEY}\n${KEY}`, { kind: "ssh-key-malformed", reason: "several-lines" }],
    [`no-pty,command="sh" ${KEY}`, { kind: "ssh-key-malformed", reason: "options" }],
    ["hello", { kind: "ssh-key-malformed", reason: "not-openssh" }],
    [KEY.slice(0, -4), { kind: "ssh-key-malformed", reason: "damaged" }],
    [KEY.replace("ssh-ed25519", "ssh-rsa"), { kind: "ssh-key-malformed", reason: "damaged" }],
    ["ssh-dss AAAAB3NzaC1kc3M=", { kind: "ssh-key-type-refused", type: "ssh-dss" }],
    ["ssh-ed25519-cert-v01@openssh.com AAAA", { kind: "ssh-key-malformed", reason: "certificate" }],
  ])("refuses %j", (text, problem) => {
    expect(parsePublicKey(text)).toMatchObject({ problem });
  });

  it("never says a word of a private key", () => {
    const refused = parsePublicKey("-----BEGIN OPENSSH PRIVATE KEY----- secret");

    expect(JSON.stringify(refused)).not.toContain("secret");
  });

  it("never throws", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.base64String().map((blob) => `ssh-rsa ${blob}`),
    );
    const reads = fc.property(texts, (text) => typeof parsePublicKey(text) === "object");

    expect(fc.check(reads, { numRuns: 2000 }).failed).toBe(false);
  });

  it.skipIf(!hasSshKeygen).each([
    ["ed25519", "256", "ssh-ed25519"],
    ["ecdsa", "256", "ecdsa-sha2-nistp256"],
    ["ecdsa", "384", "ecdsa-sha2-nistp384"],
    ["ecdsa", "521", "ecdsa-sha2-nistp521"],
    ["rsa", "2048", "ssh-rsa"],
    ["rsa", "3072", "ssh-rsa"],
  ])("reads what ssh-keygen makes, and agrees with it: %s %s", (kind, bits, type) => {
    const { line, printed } = generated(kind, bits);

    const parsed = parsePublicKey(line);

    const key = "key" in parsed ? parsed.key : undefined;
    expect(key).toMatchObject({ type, comment: "a comment" });
    expect(printed.startsWith(`${key?.bits} ${key?.fingerprint} `)).toBe(true);
  });

  it.skipIf(!hasSshKeygen)("refuses RSA below 2048 bits", () => {
    expect(parsePublicKey(generated("rsa", "1024").line)).toMatchObject({
      problem: { kind: "ssh-key-too-short", bits: 1024, minimum: 2048 },
    });
  });
});

function generated(kind: string, bits: string): { readonly line: string; readonly printed: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "key-"));
  const file = path.join(folder, "key");
  execFileSync("ssh-keygen", ["-q", "-t", kind, "-b", bits, "-N", "", "-C", "a comment", "-f", file]);
  const printed = execFileSync("ssh-keygen", ["-lf", `${file}.pub`], { encoding: "utf8" });
  const line = readFileSync(`${file}.pub`, "utf8");
  rmSync(folder, { recursive: true });
  return { line, printed };
}
