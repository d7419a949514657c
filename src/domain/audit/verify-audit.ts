import type { Context } from "../context.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { firstBreak, GENESIS } from "./chain.ts";
import type { Break } from "./chain.ts";

const BATCH = 1000;

export interface Verification {
  /** Sealed entries that follow from each other, from the first. */
  readonly verified: number;
  /** Entries recorded since the last sealing, which nothing vouches for yet. */
  readonly unsealed: number;
  readonly firstBroken?: Break;
  /** The end of an intact chain. Kept elsewhere, it shows later whether the whole chain was written anew. */
  readonly newestHash?: string;
}

/** Walks the whole chain: an entry changed, removed, moved, put in, or cut off at the end is found. */
export async function verifyAudit(context: Context): Promise<Verification> {
  const { db, tenantId } = context;
  await requireTenantPermission(db, context, "audit:read");
  const unsealed = await db.auditEntry.count({ where: { tenantId, sequence: null } });
  // Before the head, which only ever moves on: what is sealed meanwhile lies behind neither.
  const { _max } = await db.auditEntry.aggregate({ where: { tenantId }, _max: { sequence: true } });
  const head = (await db.auditHead.findUnique({ where: { tenantId } })) ?? { sequence: 0n, hash: GENESIS };

  let last = { sequence: 0n, hash: GENESIS };
  while (last.sequence < head.sequence) {
    const links = await db.auditEntry.findMany({
      where: { tenantId, sequence: { gt: last.sequence, lte: head.sequence } },
      orderBy: { sequence: "asc" },
      take: BATCH,
    });
    const broken = firstBreak(links, last);
    if (broken) return { verified: Number(broken.sequence) - 1, unsealed, firstBroken: broken };
    const end = links.at(-1);
    if (!end?.hash) return cutOffAfter(last.sequence, unsealed);
    last = { sequence: last.sequence + BigInt(links.length), hash: end.hash };
  }
  if (last.hash !== head.hash) return cutOffAfter(last.sequence - 1n, unsealed);
  if ((_max.sequence ?? 0n) <= head.sequence)
    return { verified: Number(last.sequence), unsealed, newestHash: last.hash };

  const firstBroken = { sequence: head.sequence + 1n, reason: "changed" } as const;
  return { verified: Number(last.sequence), unsealed, firstBroken };
}

function cutOffAfter(sequence: bigint, unsealed: number): Verification {
  return { verified: Number(sequence), unsealed, firstBroken: { sequence: sequence + 1n, reason: "cut-off" } };
}
