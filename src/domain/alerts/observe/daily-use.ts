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
  const span = Prisma.sql`d.day >= ${days[0]}::date AND d.day < ${new Date(today)}::date`;
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
    -- Each scope by the index of its own, as of past use.
    SELECT w.place, u.day, sum(CASE WHEN w.meter = ${COST} THEN u.cost ELSE u.amount END)::text AS used
    FROM wanted w, LATERAL (
      SELECT d.day, d.meter, d.amount, d.cost FROM usage_day d
      WHERE w.scope = 'tenant' AND d.tenant_id = ${tenantId}::uuid AND ${span}
      UNION ALL
      SELECT d.day, d.meter, d.amount, d.cost FROM usage_day d
      WHERE w.scope IN ('person', 'member') AND d.tenant_id = ${tenantId}::uuid AND d.person_id = w.person_id AND ${span}
        AND (w.scope = 'person' OR d.organization_id = w.organization_id)
      UNION ALL
      SELECT d.day, d.meter, d.amount, d.cost FROM below b JOIN usage_day d
        ON (d.tenant_id, d.organization_id, d.day) >= (${tenantId}::uuid, b.id, ${days[0]}::date)
        AND (d.tenant_id, d.organization_id, d.day) < (${tenantId}::uuid, b.id, ${new Date(today)}::date)
      WHERE w.scope = 'organization' AND b.root = w.organization_id
    ) u
    WHERE w.meter = ${COST} OR u.meter = w.meter
    GROUP BY w.place, u.day`);
  const used = new Map(rows.map((row) => [`${row.place} ${row.day.getTime()}`, BigInt(row.used)]));
  return uses.map((_use, index) =>
    days.map((startsAt) => ({ startsAt, amount: used.get(`${index + 1} ${startsAt.getTime()}`) ?? 0n })),
  );
}
