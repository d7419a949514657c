import type { Transaction } from "../../../storage/database.ts";
import { Prisma } from "../../../storage/generated/client.ts";
import { COST } from "../../meters/meter.ts";
import type { DailyUse } from "../../quotas/forecast.ts";
import { nodeOf } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";

const DAY_MS = 86_400_000;
const DAYS = 7;

export interface UsedOf {
  readonly subject: CountedSubject;
  readonly meter: string;
}

interface Row {
  readonly place: bigint;
  readonly day: Date;
  readonly used: string;
}

/**
 * What each used on each of the last seven whole days of UTC, ascending, in their order; of an organization with all below
 * it. One query for any number of them.
 */
export async function readDailyUse(
  tx: Transaction,
  { tenantId, now }: { readonly tenantId: string; readonly now: Date },
  uses: readonly UsedOf[],
): Promise<readonly (readonly DailyUse[])[]> {
  if (uses.length === 0) return [];
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const days = Array.from({ length: DAYS }, (_, index) => new Date(today - (DAYS - index) * DAY_MS));
  const nodes = uses.map(({ subject }) => nodeOf(subject));
  const rows = await tx.$queryRaw<readonly Row[]>(Prisma.sql`
    WITH RECURSIVE wanted AS (
      SELECT * FROM unnest(${uses.map(({ subject }) => subject.scope)}::text[],
        ${nodes.map((node) => node.organizationId)}::uuid[], ${nodes.map((node) => node.personId)}::uuid[],
        ${uses.map(({ meter }) => meter)}::text[]) WITH ORDINALITY AS w (scope, organization_id, person_id, meter, place)
    ), below AS (
      SELECT DISTINCT organization_id AS root, organization_id AS id FROM wanted WHERE scope = 'organization'
      UNION
      SELECT b.root, o.id FROM below b JOIN organization o ON o.parent_id = b.id
    )
    SELECT w.place, d.day, sum(CASE WHEN w.meter = ${COST} THEN d.cost ELSE d.amount END)::text AS used
    FROM wanted w JOIN usage_day d ON d.tenant_id = ${tenantId}::uuid
      AND d.day >= ${days[0]}::date AND d.day < ${new Date(today)}::date
      AND (w.meter = ${COST} OR d.meter = w.meter)
      AND (w.scope NOT IN ('person', 'member') OR d.person_id = w.person_id)
      AND (w.scope <> 'member' OR d.organization_id = w.organization_id)
      AND (w.scope <> 'organization' OR d.organization_id IN (SELECT id FROM below b WHERE b.root = w.organization_id))
    GROUP BY w.place, d.day`);
  const used = new Map(rows.map((row) => [`${row.place} ${row.day.getTime()}`, BigInt(row.used)]));
  return uses.map((_use, index) =>
    days.map((startsAt) => ({ startsAt, amount: used.get(`${index + 1} ${startsAt.getTime()}`) ?? 0n })),
  );
}
