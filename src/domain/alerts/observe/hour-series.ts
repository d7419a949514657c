import type { Transaction } from "../../../storage/database.ts";
import { Prisma } from "../../../storage/generated/client.ts";
import { COST } from "../../meters/meter.ts";
import { nodeOf } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import type { HourUse } from "../unusual-series.ts";

export interface SeriesOf {
  readonly subject: CountedSubject;
  readonly meter: string;
}

interface Asked {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

interface Row {
  readonly place: bigint;
  readonly hours: readonly number[];
  readonly amounts: readonly number[];
}

/**
 * What each used of a counter in each hour, ascending, hours counted by the clocks of the zone, in their order; of an
 * organization with all below it. One query for any number of them; each of a person or organization through its index.
 */
export async function readSeries(
  tx: Transaction,
  { tenantId, timeZone, from, to }: Asked,
  wanted: readonly SeriesOf[],
): Promise<readonly (readonly HourUse[])[]> {
  if (wanted.length === 0) return [];
  const nodes = wanted.map(({ subject }) => nodeOf(subject));
  const span = Prisma.sql`u.tenant_id = ${tenantId}::uuid AND u.hour >= ${from}::timestamptz AND u.hour < ${to}::timestamptz
    AND u.level IS NULL AND (w.meter = ${COST} OR u.meter = w.meter)`;
  const used = Prisma.sql`CASE WHEN w.meter = ${COST} THEN u.cost ELSE u.amount END AS used`;
  const rows = await tx.$queryRaw<readonly Row[]>(Prisma.sql`
    WITH RECURSIVE wanted AS (
      SELECT * FROM unnest(${wanted.map(({ subject }) => subject.scope)}::text[],
        ${nodes.map((node) => node.organizationId)}::uuid[], ${nodes.map((node) => node.personId)}::uuid[],
        ${wanted.map(({ meter }) => meter)}::text[]) WITH ORDINALITY AS w (scope, organization_id, person_id, meter, place)
    ), below AS (
      SELECT DISTINCT organization_id AS root, organization_id AS id FROM wanted WHERE scope = 'organization'
      UNION
      SELECT b.root, o.id FROM below b JOIN organization o ON o.parent_id = b.id
    ), use AS (
      SELECT w.place, u.hour, ${used} FROM wanted w JOIN usage_hour u ON u.person_id = w.person_id AND ${span}
        WHERE w.scope = 'person' OR w.scope = 'member' AND u.organization_id = w.organization_id
      UNION ALL
      SELECT w.place, u.hour, ${used} FROM wanted w JOIN below b ON b.root = w.organization_id
        JOIN usage_hour u ON u.organization_id = b.id AND ${span} WHERE w.scope = 'organization'
      UNION ALL
      SELECT w.place, u.hour, ${used} FROM wanted w JOIN usage_hour u ON ${span} WHERE w.scope = 'tenant'
    ), summed AS (
      SELECT place, date_trunc('hour', hour) AS hour, sum(used)::float8 AS used FROM use GROUP BY 1, 2 HAVING sum(used) > 0
    )
    SELECT place, array_agg(floor(extract(epoch FROM hour AT TIME ZONE ${timeZone}) / 3600)::int ORDER BY hour) AS hours,
      array_agg(used ORDER BY hour) AS amounts
    FROM summed GROUP BY place`);
  const byPlace = new Map(rows.map((row) => [Number(row.place), row]));
  return wanted.map((_one, index) => {
    const row = byPlace.get(index + 1);
    return (row?.hours ?? []).map((hour, nth) => ({ hour, amount: row?.amounts[nth] ?? 0 }));
  });
}

/** Making one takes longer than all else about an hour. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

/** An instant's hour as `readSeries` counts them. */
export function localHour(at: Date, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour")) / 3_600_000;
}
