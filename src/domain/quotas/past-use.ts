import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { COST } from "../meters/meter.ts";
import type { Units } from "../meters/meter.ts";
import { nodeOf, subjectKey } from "./subject.ts";
import type { CountedSubject } from "./subject.ts";

/** What somebody used of a meter in [from, to). */
export interface PastUse {
  readonly subject: CountedSubject;
  readonly meter: string;
  readonly from: Date;
  readonly to: Date;
}

/**
 * Answers what was used in the past from what was read before, and notes what was not: with the noted ones read, the
 * same questions are answered.
 */
export interface PastUses {
  usedBetween(use: PastUse): Units;
  /** Reads what was asked for and not known. False: there was nothing. */
  read(): Promise<boolean>;
}

export function pastUses(db: Database | Transaction, tenantId: string): PastUses {
  const known = new Map<string, Units>();
  const missing = new Map<string, PastUse>();
  return {
    usedBetween(use) {
      const key = keyOf(use);
      const used = known.get(key);
      if (used === undefined) missing.set(key, use);
      return used ?? 0n;
    },
    async read() {
      const wanted = [...missing];
      missing.clear();
      const amounts = await readUse(
        db,
        tenantId,
        wanted.map(([, use]) => use),
      );
      for (const [index, [key]] of wanted.entries()) known.set(key, amounts[index] ?? 0n);
      return wanted.length > 0;
    },
  };
}

function keyOf({ subject, meter, from, to }: PastUse): string {
  return `${subjectKey(subject)} ${meter} ${from.getTime()} ${to.getTime()}`;
}

interface UseRow {
  readonly place: string;
  readonly used: string;
}

/** From the sums by the hour, which are kept for ever; an organization's with that of those below it as they are now. */
async function readUse(
  db: Database | Transaction,
  tenantId: string,
  uses: readonly PastUse[],
): Promise<readonly Units[]> {
  if (uses.length === 0) return [];
  const nodes = uses.map(({ subject }) => nodeOf(subject));
  const rows = await readRows<UseRow>(
    db,
    Prisma.sql`
    WITH RECURSIVE wanted AS (
      SELECT * FROM unnest(${uses.map(({ subject }) => subject.scope)}::text[],
        ${nodes.map((node) => node.organizationId)}::uuid[], ${nodes.map((node) => node.personId)}::uuid[],
        ${uses.map(({ meter }) => meter)}::text[], ${uses.map(({ from }) => from)}::timestamptz[],
        ${uses.map(({ to }) => to)}::timestamptz[]
      ) WITH ORDINALITY AS w (scope, organization_id, person_id, meter, starts_at, ends_at, place)
    ), below AS (
      SELECT DISTINCT organization_id AS root, organization_id AS id FROM wanted WHERE scope = 'organization'
      UNION
      SELECT b.root, o.id FROM below b JOIN organization o ON o.parent_id = b.id
    )
    SELECT w.place::text, coalesce(sum(CASE WHEN w.meter = ${COST} THEN u.cost ELSE u.amount END), 0)::text AS used
    -- Each scope by the index of its own: one condition for all of them would read everybody's hours for everybody. Written as
    -- rows, an hour that is not in the statistics yet is not looked for among all that was used in it.
    FROM wanted w, LATERAL (
      SELECT h.meter, h.amount, h.cost FROM usage_hour h
      WHERE w.scope = 'tenant' AND h.tenant_id = ${tenantId}::uuid AND h.hour >= w.starts_at AND h.hour < w.ends_at
      UNION ALL
      SELECT h.meter, h.amount, h.cost FROM usage_hour h
      WHERE w.scope IN ('person', 'member') AND h.tenant_id = ${tenantId}::uuid AND h.person_id = w.person_id
        AND h.hour >= w.starts_at AND h.hour < w.ends_at
        AND (w.scope = 'person' OR h.organization_id = w.organization_id)
      UNION ALL
      SELECT h.meter, h.amount, h.cost FROM below b JOIN usage_hour h
        ON (h.tenant_id, h.organization_id, h.hour) >= (${tenantId}::uuid, b.id, w.starts_at)
        AND (h.tenant_id, h.organization_id, h.hour) < (${tenantId}::uuid, b.id, w.ends_at)
      WHERE w.scope = 'organization' AND b.root = w.organization_id
    ) u
    WHERE w.meter = ${COST} OR u.meter = w.meter
    GROUP BY w.place`,
  );
  const byPlace = new Map(rows.map(({ place, used }) => [Number(place), BigInt(used)]));
  return uses.map((_use, index) => byPlace.get(index + 1) ?? 0n);
}
