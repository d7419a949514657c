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
 * organization with all below it. Any number of them together; sums of many a week at a time.
 */
export async function readSeries(
  tx: Transaction,
  asked: Asked,
  wanted: readonly SeriesOf[],
): Promise<readonly (readonly HourUse[])[]> {
  const found = new Map<SeriesOf, readonly HourUse[]>();
  for (const source of sources) {
    const some = wanted.filter(({ subject }) => source.scopes.includes(subject.scope));
    for (const span of source.isOfMany ? weeksOf(asked) : [asked]) await readInto(found, tx, { ...span, source }, some);
  }
  return wanted.map((one) => found.get(one) ?? []);
}

function weeksOf({ from, to, ...asked }: Asked): readonly Asked[] {
  const weeks = Math.ceil((to.getTime() - from.getTime()) / SPAN_MS);
  return Array.from({ length: weeks }, (_, index) => {
    const at = from.getTime() + index * SPAN_MS;
    return { ...asked, from: new Date(at), to: new Date(Math.min(at + SPAN_MS, to.getTime())) };
  });
}

/** How the hours of some scopes are found. */
interface Source {
  readonly scopes: readonly CountedSubject["scope"][];
  readonly isOfMany: boolean;
  /** Hours `u` of a wanted one `w`, as its `meter` and `hour` with what was used. */
  readonly own: (span: Prisma.Sql) => Prisma.Sql;
}

/** Of an organization, or all, the sums first. */
const sums = Prisma.sql`meter, hour, sum(amount) AS amount, sum(cost) AS cost`;

const sources: readonly Source[] = [
  {
    scopes: ["person", "member"],
    isOfMany: false,
    own: (span) => Prisma.sql`wanted w CROSS JOIN LATERAL (
      SELECT meter, hour, amount, cost FROM usage_hour
      WHERE ${span} AND person_id = w.person_id AND (w.scope = 'person' OR organization_id = w.organization_id)) AS u`,
  },
  {
    // Of all at once: looked for one by one, hours that are not in PostgreSQL's statistics yet would be found by an index of
    // time, and so everybody's read for each.
    scopes: ["organization"],
    isOfMany: true,
    own: (span) => Prisma.sql`wanted w JOIN below b ON b.root = w.organization_id JOIN (
      SELECT organization_id, ${sums} FROM usage_hour
      WHERE ${span} AND organization_id = ANY (ARRAY(SELECT id FROM below)) GROUP BY organization_id, meter, hour
      ) AS u ON u.organization_id = b.id`,
  },
  {
    scopes: ["tenant"],
    isOfMany: true,
    own: (span) => Prisma.sql`wanted w CROSS JOIN (
      SELECT ${sums} FROM usage_hour WHERE ${span} GROUP BY meter, hour) AS u`,
  },
];

async function readInto(
  found: Map<SeriesOf, readonly HourUse[]>,
  tx: Transaction,
  { tenantId, timeZone, from, to, source }: Asked & { readonly source: Source },
  wanted: readonly SeriesOf[],
): Promise<void> {
  if (wanted.length === 0) return;
  const nodes = wanted.map(({ subject }) => nodeOf(subject));
  const span = Prisma.sql`tenant_id = ${tenantId}::uuid AND hour >= ${from}::timestamptz AND hour < ${to}::timestamptz
    AND level IS NULL`;
  const rows = await tx.$queryRaw<readonly Row[]>(Prisma.sql`
    WITH RECURSIVE wanted AS (
      SELECT * FROM unnest(${wanted.map(({ subject }) => subject.scope)}::text[],
        ${nodes.map((node) => node.organizationId)}::uuid[], ${nodes.map((node) => node.personId)}::uuid[],
        ${wanted.map(({ meter }) => meter)}::text[]) WITH ORDINALITY AS w (scope, organization_id, person_id, meter, place)
    ), below AS (
      SELECT DISTINCT organization_id AS root, organization_id AS id FROM wanted WHERE scope = 'organization'
      UNION
      SELECT b.root, o.id FROM below b JOIN organization o ON o.parent_id = b.id
    ), summed AS (
      SELECT w.place, date_trunc('hour', u.hour) AS hour,
        sum(CASE WHEN w.meter = ${COST} THEN u.cost ELSE u.amount END)::float8 AS amount
      FROM ${source.own(span)} WHERE w.meter = ${COST} OR u.meter = w.meter
      GROUP BY 1, 2
    )
    SELECT place, array_agg(floor(extract(epoch FROM hour AT TIME ZONE ${timeZone}) / 3600)::int ORDER BY hour) AS hours,
      array_agg(amount ORDER BY hour) AS amounts
    FROM summed WHERE amount > 0 GROUP BY place`);
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
