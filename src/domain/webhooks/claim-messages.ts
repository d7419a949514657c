import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";

/** A message that one instance has taken for one attempt. */
export interface ClaimedMessage {
  readonly id: string;
  readonly tenantId: string;
  readonly endpointId: string;
  readonly type: string;
  readonly body: unknown;
  /** With this one. Whoever marks how it went has to name it. */
  readonly attempts: number;
  readonly log: unknown;
  readonly format: string;
  readonly url: string;
  readonly secret: string;
  readonly secretBefore: string | null;
  readonly secretBeforeUntil: Date | null;
}

/** Longer than any attempt: what was taken by an instance that died is taken again after it, under the same id. */
const LEASE_MS = 60_000;

interface Claiming {
  readonly now: Date;
  readonly most: number;
  /** Under way at once at one endpoint, so that one that hangs holds up no other. */
  readonly mostOfEndpoint: number;
  /** Those that have so many under way already. */
  readonly busy: readonly string[];
}

/** Takes what is due. Any number of instances may at the same time: none takes what another has. */
export async function claimMessages(
  db: Database,
  { now, most, mostOfEndpoint, busy }: Claiming,
): Promise<readonly ClaimedMessage[]> {
  if (most <= 0) return [];
  const until = new Date(now.getTime() + LEASE_MS);
  return db.$queryRaw<readonly ClaimedMessage[]>(Prisma.sql`
    WITH due AS (
      SELECT m.id FROM webhook_endpoint e CROSS JOIN LATERAL (
        SELECT id FROM webhook_message
        WHERE endpoint_id = e.id AND state = 'pending' AND next_at <= ${now}::timestamptz
        ORDER BY next_at, id LIMIT ${mostOfEndpoint} FOR UPDATE SKIP LOCKED
      ) m
      WHERE e.deleted_at IS NULL AND e.id <> ALL(${[...busy]}::uuid[])
      LIMIT ${most}
    )
    UPDATE webhook_message m SET next_at = ${until}::timestamptz, attempts = m.attempts + 1
    FROM webhook_endpoint e
    WHERE m.id IN (SELECT id FROM due) AND e.id = m.endpoint_id
    RETURNING m.id, m.tenant_id AS "tenantId", m.endpoint_id AS "endpointId", m.type, m.body, m.attempts, m.log, e.format,
      e.url, e.secret, e.secret_before AS "secretBefore", e.secret_before_until AS "secretBeforeUntil"`);
}
