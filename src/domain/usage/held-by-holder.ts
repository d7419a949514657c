import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Span } from "./pieces.ts";
import { below, ofSubject } from "./used-by-holder.ts";
import type { Asked, HolderUse } from "./used-by-holder.ts";

interface Row {
  readonly place: string | number;
  readonly organization_id: string;
  readonly person_id: string;
  readonly peak: string | bigint;
  readonly last: string | bigint;
}

export interface AskedHeld extends Pick<Asked, "tenantId" | "subject" | "spans"> {
  readonly meter: string;
  /** Nothing is known of spans that begin later than this. */
  readonly now: Date;
}

/**
 * Of a gauge, the most that each holder held in each span, spans in the order of time and without gaps. What was held
 * goes on to be held until the next report.
 */
export async function readHeld(db: Database | Transaction, asked: AskedHeld): Promise<readonly HolderUse[]> {
  const [first] = asked.spans;
  if (!first) return [];
  const known = asked.spans.filter(({ from }) => from <= asked.now.getTime());
  const before = await readRows<Omit<Row, "place" | "peak">>(
    db,
    Prisma.sql`WITH RECURSIVE ${below(asked)}
      SELECT u.organization_id, u.person_id, h.level AS last FROM usage_level u, LATERAL (
        SELECT level FROM usage_hour h WHERE h.tenant_id = ${asked.tenantId}::uuid AND h.organization_id = u.organization_id
          AND h.person_id = u.person_id AND h.meter = u.meter AND h.hour < ${iso(first.from)}::timestamptz
        ORDER BY h.hour DESC LIMIT 1
      ) h WHERE u.tenant_id = ${asked.tenantId}::uuid AND u.meter = ${asked.meter} AND ${ofSubject(asked.subject)}`,
  );
  const during = await readRows<Row>(
    db,
    Prisma.sql`WITH RECURSIVE ${below(asked)}
      SELECT s.place, u.organization_id, u.person_id, max(u.amount) AS peak, (array_agg(u.level ORDER BY u.hour DESC))[1] AS last
      FROM unnest(${known.map(({ from }) => iso(from))}::text[]::timestamptz[], ${known.map(({ to }) => iso(to))}::text[]::timestamptz[])
        WITH ORDINALITY AS s (first, past, place)
      JOIN usage_hour u ON u.tenant_id = ${asked.tenantId}::uuid AND u.hour >= s.first AND u.hour < s.past
        AND u.meter = ${asked.meter} AND ${ofSubject(asked.subject)}
      GROUP BY s.place, u.organization_id, u.person_id`,
  );
  return carried(known, before, during).map((use) => ({ ...use, meter: asked.meter, cost: 0n }));
}

type Held = Pick<HolderUse, "startsAt" | "organizationId" | "personId" | "amount">;

function carried(spans: readonly Span[], before: readonly Omit<Row, "place" | "peak">[], during: readonly Row[]) {
  const key = (row: Pick<Row, "organization_id" | "person_id">) => `${row.organization_id} ${row.person_id}`;
  const held = new Map(before.map((row) => [key(row), { ...row, level: BigInt(row.last) }]));
  const byPlace = Map.groupBy(during, ({ place }) => Number(place));
  return spans.flatMap(({ from }, index): readonly Held[] => {
    const peaks = new Map<string, bigint>(Array.from(held, ([holder, { level }]) => [holder, level]));
    for (const row of byPlace.get(index + 1) ?? []) {
      const carriedIn = peaks.get(key(row)) ?? 0n;
      const peak = BigInt(row.peak);
      peaks.set(key(row), carriedIn > peak ? carriedIn : peak);
      held.set(key(row), { ...row, level: BigInt(row.last) });
    }
    return Array.from(peaks, ([holder, amount]) => {
      const [organizationId = "", personId = ""] = holder.split(" ");
      return { startsAt: from, organizationId, personId, amount };
    });
  });
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
