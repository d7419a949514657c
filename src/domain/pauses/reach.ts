import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { nodeOf } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";

/** What a pause holds back, as of now. */
export interface Reach {
  /** Reservations that go on; with "drain" until they end. */
  readonly open: number;
  /** When the last of these ends unless it is extended; null: there are none. */
  readonly lastEnds: Date | null;
  /** Organizations below the subject's. */
  readonly below: number;
}

export async function readReach(tx: Transaction, { tenantId, now }: Context, subject: CountedSubject): Promise<Reach> {
  const { organizationId, personId } = nodeOf(subject);
  const [row] = await tx.$queryRaw<{ open: number; lastEnds: Date | null; below: number }[]>(Prisma.sql`
    WITH RECURSIVE below AS (
      SELECT o.id FROM organization o WHERE o.tenant_id = ${tenantId}::uuid AND o.deleted_at IS NULL
        AND ${subject.scope === "organization"}::boolean AND o.parent_id = ${organizationId}::uuid
      UNION SELECT o.id FROM below b JOIN organization o ON o.parent_id = b.id
      WHERE o.tenant_id = ${tenantId}::uuid AND o.deleted_at IS NULL
    )
    SELECT count(*)::int AS open, max(r.expires_at) AS "lastEnds", (SELECT count(*)::int FROM below) AS below
    FROM reservation r WHERE r.tenant_id = ${tenantId}::uuid AND r.expires_at > ${now}::timestamptz AND EXISTS (
      SELECT FROM unnest(r.subject_organizations, r.subject_people) AS s (organization_id, person_id)
      WHERE s.organization_id = ${organizationId}::uuid AND s.person_id = ${personId}::uuid)`);
  return row ?? { open: 0, lastEnds: null, below: 0 };
}
