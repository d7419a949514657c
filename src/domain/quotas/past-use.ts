import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { COST } from "../meters/meter.ts";
import type { Units } from "../meters/meter.ts";
import { piecesOf } from "../usage/pieces.ts";
import type { Piece } from "../usage/pieces.ts";
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
      const amounts = await readPastUse(
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

/** What each used, in their order; an organization's with that of those below it as they are now. */
export async function readPastUse(
  db: Database | Transaction,
  tenantId: string,
  uses: readonly PastUse[],
): Promise<readonly Units[]> {
  const pieces = uses.map(({ from, to }) => piecesOf([{ from: from.getTime(), to: to.getTime() }]));
  const sums = uses.map(() => 0n);
  for (const [rollup, table] of [
    ["days", { name: Prisma.sql`usage_day`, column: Prisma.sql`h.day`, type: Prisma.sql`date` }],
    ["hours", { name: Prisma.sql`usage_hour`, column: Prisma.sql`h.hour`, type: Prisma.sql`timestamptz` }],
  ] as const) {
    const parts = uses.flatMap((use, place) => pieces[place]?.[rollup].map((piece) => ({ place, use, piece })) ?? []);
    for (const { place, used } of await readParts(db, tenantId, { table, parts }))
      sums[Number(place)] = (sums[Number(place)] ?? 0n) + BigInt(used);
  }
  return sums;
}

interface Part {
  readonly place: number;
  readonly use: PastUse;
  readonly piece: Piece;
}

interface Parts {
  readonly table: { readonly name: Prisma.Sql; readonly column: Prisma.Sql; readonly type: Prisma.Sql };
  readonly parts: readonly Part[];
}

interface PartRow {
  readonly place: string;
  readonly used: string;
}

/**
 * From the rollups, which are kept for ever, each scope by the index of its own. Organizations are looked for all at once: one by
 * one, hours that are not in PostgreSQL's statistics yet would be found by an index of time, and so everybody's read for each.
 */
async function readParts(
  db: Database | Transaction,
  tenantId: string,
  { table: { name, column, type }, parts }: Parts,
): Promise<readonly PartRow[]> {
  if (parts.length === 0) return [];
  const nodes = parts.map(({ use }) => nodeOf(use.subject));
  return readRows<PartRow>(
    db,
    Prisma.sql`
    WITH RECURSIVE wanted AS (
      SELECT * FROM unnest(${parts.map(({ place }) => place)}::int[], ${parts.map(({ use }) => use.subject.scope)}::text[],
        ${nodes.map((node) => node.organizationId)}::uuid[], ${nodes.map((node) => node.personId)}::uuid[],
        ${parts.map(({ use }) => use.meter)}::text[], ${parts.map(({ piece }) => piece.from)}::text[]::${type}[],
        ${parts.map(({ piece }) => piece.to)}::text[]::${type}[]
      ) AS w (place, scope, organization_id, person_id, meter, first, past)
    ), below AS (
      SELECT DISTINCT organization_id AS root, organization_id AS id FROM wanted WHERE scope = 'organization'
      UNION
      SELECT b.root, o.id FROM below b JOIN organization o ON o.parent_id = b.id
    ), organizations AS MATERIALIZED (
      SELECT s.first, s.past, u.* FROM (SELECT DISTINCT first, past FROM wanted WHERE scope = 'organization') s
      CROSS JOIN LATERAL (
        SELECT h.organization_id AS id, h.meter, sum(h.amount) AS amount, sum(h.cost) AS cost FROM ${name} h
        WHERE h.tenant_id = ${tenantId}::uuid AND ${column} >= s.first AND ${column} < s.past
          AND h.organization_id = ANY (ARRAY(
            SELECT b.id FROM wanted w JOIN below b ON b.root = w.organization_id
            WHERE w.scope = 'organization' AND w.first = s.first AND w.past = s.past))
        GROUP BY h.organization_id, h.meter
      ) u
    )
    SELECT w.place::text, sum(CASE WHEN w.meter = ${COST} THEN u.cost ELSE u.amount END)::text AS used
    FROM wanted w, LATERAL (
      SELECT h.meter, h.amount, h.cost FROM ${name} h
      WHERE w.scope = 'tenant' AND h.tenant_id = ${tenantId}::uuid AND ${column} >= w.first AND ${column} < w.past
      UNION ALL
      SELECT h.meter, h.amount, h.cost FROM ${name} h
      WHERE w.scope IN ('person', 'member') AND h.tenant_id = ${tenantId}::uuid AND h.person_id = w.person_id
        AND ${column} >= w.first AND ${column} < w.past
        AND (w.scope = 'person' OR h.organization_id = w.organization_id)
      UNION ALL
      SELECT o.meter, o.amount, o.cost FROM below b JOIN organizations o USING (id)
      WHERE w.scope = 'organization' AND b.root = w.organization_id AND o.first = w.first AND o.past = w.past
    ) u
    WHERE w.meter = ${COST} OR u.meter = w.meter
    GROUP BY w.place`,
  );
}
