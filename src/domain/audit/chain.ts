import { createHash } from "node:crypto";
import type { AuditEntry } from "../../storage/generated/client.ts";

/** What the first entry of a chain follows. */
export const GENESIS = "0".repeat(64);

export type Link = Pick<AuditEntry, "sequence" | "previousHash" | "hash"> & Content;

/** Everything that an entry says; what the seal covers together with its place in the chain. */
type Content = Omit<AuditEntry, "sequence" | "previousHash" | "hash">;

/** SHA-256 (hex) over the canonical JSON of the entry, its place, and the hash of the entry before it. */
export function sealOf(content: Content, sequence: bigint, previousHash: string): string {
  // Named one by one: a column that is added later does not change the seals there are.
  const sealed = {
    id: content.id,
    tenantId: content.tenantId,
    at: content.at.toISOString(),
    outcome: content.outcome,
    kind: content.kind,
    actorId: content.actorId,
    actorLabel: content.actorLabel,
    platform: content.platform,
    command: content.command,
    organizationId: content.organizationId,
    subject: content.subject,
    data: content.data,
    reason: content.reason,
    sequence: sequence.toString(),
    previousHash,
  };
  return createHash("sha256").update(canonicalJson(sealed)).digest("hex");
}

/** JSON with the keys of every object in order and no white space: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";

  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

export interface Break {
  readonly sequence: bigint;
  /** The entry found there; absent when none is. */
  readonly entryId?: string;
  readonly at?: Date;
  readonly reason: "changed" | "missing" | "cut-off";
}

/** The first place where entries, in sequence order, do not follow from `previous`. */
export function firstBreak(
  links: readonly Link[],
  previous: { readonly sequence: bigint; readonly hash: string },
): Break | undefined {
  let { sequence, hash } = previous;
  for (const link of links) {
    sequence += 1n;
    if (link.sequence !== sequence) return { sequence, reason: "missing" };
    const isIntact = link.previousHash === hash && link.hash === sealOf(link, sequence, hash);
    if (!isIntact) return { sequence, entryId: link.id, at: link.at, reason: "changed" };
    hash = link.hash ?? "";
  }
  return undefined;
}
