import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { NOBODY } from "../quotas/subject.ts";
import { nodeIds } from "./node-ids.ts";
import type { Prompted } from "./settle.ts";
import { CHANGED_LIMITS } from "./touched.ts";

/** So that what is looked at again is looked at in parts. */
const NOTED_AT_ONCE = 250;

/** Notes what was seen and not settled, behind what was noted since: whose use of which meter it is, or whose limits. */
export async function noteAgain(tx: Transaction, tenantId: string, left: readonly Prompted[]): Promise<void> {
  if (left.length === 0) return;
  const whose = left.map(({ observation: { about, meter }, prompt }) => ({
    ...nodeIds(about.subject),
    meter: prompt === "limits" ? CHANGED_LIMITS : meter,
  }));
  await tx.$executeRaw(Prisma.sql`
    WITH again AS (
      SELECT DISTINCT * FROM unnest(
        ${whose.map(({ organizationId }) => organizationId ?? NOBODY)}::uuid[],
        ${whose.map(({ personId }) => personId ?? NOBODY)}::uuid[], ${whose.map(({ meter }) => meter)}::text[]
      ) AS n (organization_id, person_id, meter)
    ), placed AS (
      SELECT *, (row_number() OVER (ORDER BY organization_id, person_id, meter) - 1) / ${NOTED_AT_ONCE}::int AS part FROM again
    )
    INSERT INTO usage_touched (tenant_id, organization_ids, person_ids, meters)
    SELECT ${tenantId}::uuid, array_agg(organization_id), array_agg(person_id), array_agg(meter) FROM placed GROUP BY part`);
}
