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

/** Sums of many are read so much at a time: statements have their time. */
const SPAN_MS = 7 * 24 * 3_600_000;

/**
 * What each used of a counter in each hour, ascending, hours counted by the clocks of the zone, in their order; of an
 * organization with all below it. Any number of people together, each through their index; organizations a week at a time.
 */
export async function readSeries(
  tx: Transaction,
  asked: Asked,
  wanted: readonly SeriesOf[],
): Promise<readonly (readonly HourUse[])[]> {
  const isOfMany = ({ subject }: SeriesOf) => subject.scope === "organization" || subject.scope === "tenant";
  const found = new Map<SeriesOf, readonly HourUse[]>();
  await readInto(
    found,
    tx,
    asked,
    wanted.filter((one) => !isOfMany(one)),
  );
  const ofMany = wanted.filter(isOfMany);
  for (let from = asked.from; from < asked.to; from = new Date(from.getTime() + SPAN_MS)) {
    const to = new Date(Math.min(from.getTime() + SPAN_MS, asked.to.getTime()));
    await readInto(found, tx, { ...asked, from, to }, ofMany);
  }
  return wanted.map((one) => found.get(one) ?? []);
}

/** Each by itself, so that none is looked for among the others. */
async function readInto(
  found: Map<SeriesOf, readonly HourUse[]>,
  tx: Transaction,
  { tenantId, timeZone, from, to }: Asked,
  wanted: readonly SeriesOf[],
): Promise<void> {
  if (wanted.length === 0) return;
  const nodes = wanted.map(({ subject }) => nodeOf(subject));
  const span = Prisma.sql`u.tenant_id = ${tenantId}::uuid AND u.hour >= ${from}::timestamptz AND u.hour < ${to}::timestamptz
    AND u.level IS NULL AND (w.meter = ${COST} OR u.meter = w.meter)`;
  // Of an hour that is not in the statistics yet PostgreSQL would read everybody's for each organization: so written, only
  // the organization's own index will do.
  const spanOfOrganization = Prisma.sql`(u.tenant_id, u.organization_id, u.hour) >= (${tenantId}::uuid, b.id, ${from}::timestamptz)
    AND (u.tenant_id, u.organization_id, u.hour) < (${tenantId}::uuid, b.id, ${to}::timestamptz)
    AND u.level IS NULL AND (w.meter = ${COST} OR u.meter = w.meter)`;
  const used = Prisma.sql`u.hour, CASE WHEN w.meter = ${COST} THEN u.cost ELSE u.amount END AS used`;
  const rows = await tx.$queryRaw<readonly Row[]>(Prisma.sql`
    WITH RECURSIVE wanted AS (
      SELECT * FROM unnest(${wanted.map(({ subject }) => subject.scope)}::text[],
        ${nodes.map((node) => node.organizationId)}::uuid[], ${nodes.map((node) => node.personId)}::uuid[],
        ${wanted.map(({ meter }) => meter)}::text[]) WITH ORDINALITY AS w (scope, organization_id, person_id, meter, place)
    ), below AS (
      SELECT DISTINCT organization_id AS root, organization_id AS id FROM wanted WHERE scope = 'organization'
      UNION
      SELECT b.root, o.id FROM below b JOIN organization o ON o.parent_id = b.id
    )
    SELECT w.place, s.hours, s.amounts FROM wanted w CROSS JOIN LATERAL (
      SELECT array_agg(floor(extract(epoch FROM hour AT TIME ZONE ${timeZone}) / 3600)::int ORDER BY hour) AS hours,
        array_agg(amount ORDER BY hour) AS amounts
      FROM (
        SELECT date_trunc('hour', hour) AS hour, sum(used)::float8 AS amount FROM (
          SELECT ${used} FROM usage_hour u
            WHERE w.scope IN ('person', 'member') AND u.person_id = w.person_id AND ${span}
              AND (w.scope = 'person' OR u.organization_id = w.organization_id)
          UNION ALL
          SELECT ${used} FROM below b JOIN usage_hour u ON ${spanOfOrganization}
            WHERE w.scope = 'organization' AND b.root = w.organization_id
          UNION ALL
          SELECT ${used} FROM usage_hour u WHERE w.scope = 'tenant' AND ${span}
        ) AS use GROUP BY 1 HAVING sum(used) > 0
      ) AS summed
    ) AS s WHERE s.hours IS NOT NULL`);
  for (const { place, hours, amounts } of rows) {
    const one = wanted[Number(place) - 1];
    const more = hours.map((hour, nth) => ({ hour, amount: amounts[nth] ?? 0 }));
    if (one) found.set(one, [...(found.get(one) ?? []), ...more]);
  }
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
