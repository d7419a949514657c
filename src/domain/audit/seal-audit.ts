import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import { GENESIS, sealOf } from "./chain.ts";

const BATCH = 500;

/**
 * Run by the clock: chains what was recorded since the last time, in the order of ids, a batch for each tenant. An entry
 * that commits late is chained after younger ones. Returns how many were sealed.
 */
export async function sealAudit(world: World): Promise<number> {
  const waiting = await world.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM tenant t WHERE EXISTS (SELECT 1 FROM audit_entry a WHERE a.tenant_id = t.id AND a.sequence IS NULL)`;

  let sealed = 0;
  for (const tenant of waiting) sealed += await transaction(world.db, (tx) => sealTenant(tx, tenant.id));
  return sealed;
}

/** Seals what waits in one tenant, so that a verification covers it. */
export async function sealTenantNow({ db }: World, tenantId: string): Promise<void> {
  await transaction(db, (tx) => sealTenant(tx, tenantId));
}

async function sealTenant(tx: Transaction, tenantId: string): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`seal audit ${tenantId}`}, 0))`;
  const entries = await tx.auditEntry.findMany({
    where: { tenantId, sequence: null },
    orderBy: { id: "asc" },
    take: BATCH,
  });
  if (entries.length === 0) return 0;
  const head = await tx.auditHead.findUnique({ where: { tenantId } });

  let sequence = head?.sequence ?? 0n;
  let hash = head?.hash ?? GENESIS;
  const seals = entries.map((entry) => {
    const previousHash = hash;
    sequence += 1n;
    hash = sealOf(entry, sequence, previousHash);
    return { id: entry.id, sequence, previousHash, hash };
  });
  await tx.$executeRaw`
    UPDATE audit_entry SET sequence = seal.sequence, previous_hash = seal.previous_hash, hash = seal.hash
    FROM unnest(${seals.map((seal) => seal.id)}::uuid[], ${seals.map((seal) => seal.sequence.toString())}::bigint[],
      ${seals.map((seal) => seal.previousHash)}::text[], ${seals.map((seal) => seal.hash)}::text[])
      AS seal (id, sequence, previous_hash, hash)
    WHERE audit_entry.id = seal.id`;
  await tx.auditHead.upsert({ where: { tenantId }, create: { tenantId, sequence, hash }, update: { sequence, hash } });
  return entries.length;
}
