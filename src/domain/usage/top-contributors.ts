import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { COST } from "../meters/meter.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { NOBODY } from "../quotas/subject.ts";
import { personNames } from "./names.ts";
import { piecesOf } from "./pieces.ts";
import type { UsedBy } from "./read-usage.ts";
import { below, ofMeter, ofSubject } from "./used-by-holder.ts";

const HOUR_MS = 60 * 60 * 1000;

interface Asked {
  readonly tenantId: string;
  /** As nodeOf(subject) makes it: both ids zero for the installation. */
  readonly node: { readonly organizationId: string; readonly personId: string };
  readonly meter: string;
  /** From the beginning of its hour on. */
  readonly since: Date;
  /** Exclusive; to the end of its hour. */
  readonly until: Date;
  readonly most: number;
}

/**
 * The people who used most of what is counted at a node, most first, from the rollups alone: whole days of UTC by the
 * day, the rest by the hour. Of an organization with all below it. Of a gauge: who holds most now.
 */
export async function topContributors(
  db: Database | Transaction,
  { tenantId, node, meter, since, until, most }: Asked,
): Promise<readonly UsedBy[]> {
  const subject = countedSubjectOf({
    organizationId: node.organizationId === NOBODY ? null : node.organizationId,
    personId: node.personId === NOBODY ? null : node.personId,
  });
  const span = { from: floor(since.getTime()), to: floor(until.getTime() + HOUR_MS - 1) };
  const { days, hours } = piecesOf([span]);
  const amount = meter === COST ? Prisma.sql`u.cost` : Prisma.sql`u.amount`;
  const counted = Prisma.sql`u.tenant_id = ${tenantId}::uuid AND u.level IS NULL AND ${ofMeter(meter)} AND ${ofSubject(subject)}`;
  const parts = [
    ...days.map(
      ({ from, to }) => Prisma.sql`SELECT u.person_id, sum(${amount}) AS amount, sum(u.cost) AS cost FROM usage_day u
        WHERE u.day >= ${from}::date AND u.day < ${to}::date AND ${counted} GROUP BY 1`,
    ),
    ...hours.map(
      ({ from, to }) => Prisma.sql`SELECT u.person_id, sum(${amount}) AS amount, sum(u.cost) AS cost FROM usage_hour u
        WHERE u.hour >= ${from}::timestamptz AND u.hour < ${to}::timestamptz AND ${counted} GROUP BY 1`,
    ),
    Prisma.sql`SELECT u.person_id, sum(u.level) AS amount, 0 AS cost FROM usage_level u
      WHERE u.tenant_id = ${tenantId}::uuid AND u.meter = ${meter} AND ${ofSubject(subject)} GROUP BY 1`,
  ];
  const rows = await readRows<{ readonly id: string; readonly amount: string; readonly cost: string }>(
    db,
    Prisma.sql`WITH RECURSIVE ${below({ tenantId, subject })}, part (person_id, amount, cost) AS (
        ${Prisma.join(parts, " UNION ALL ")}
      )
      SELECT person_id AS id, sum(amount)::bigint::text AS amount, sum(cost)::bigint::text AS cost
      FROM part GROUP BY person_id HAVING sum(amount) > 0 ORDER BY sum(amount) DESC, person_id LIMIT ${most}`,
  );
  const names = await personNames(
    db,
    tenantId,
    rows.map(({ id }) => id).filter((id) => id !== NOBODY),
  );
  return rows.map(({ id, amount: used, cost }) => ({
    id: id === NOBODY ? null : id,
    name: names.get(id) ?? "nobody named",
    amount: BigInt(used),
    cost: BigInt(cost),
  }));
}

function floor(instant: number): number {
  return Math.floor(instant / HOUR_MS) * HOUR_MS;
}
