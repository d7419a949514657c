import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { COST } from "../meters/meter.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { NOBODY } from "../quotas/subject.ts";
import { personNames } from "./names.ts";
import type { Period, Reading, Used } from "./read-usage.ts";
import { below, ofSubject } from "./used-by-holder.ts";

export interface UsedByJob extends Used {
  readonly job: string;
  readonly personId: string | null;
  readonly personName: string;
  readonly events: number;
  readonly lastAt: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

interface Row {
  readonly job: string;
  readonly person_id: string;
  readonly amount: string | bigint;
  readonly cost: string | bigint;
  readonly events: number;
  readonly last_at: Date;
}

/** Single events are many, and only found by their time. */
const MOST_DAYS = 7;

/** From when on jobs of a period are looked at: the last of its days that have come. */
export function jobsSince({ from, to }: Period, now: Date): Date {
  const end = Math.min(to.getTime(), now.getTime());
  return new Date(Math.max(from.getTime(), end - MOST_DAYS * DAY_MS));
}

/** The jobs that used most in the last seven days of a period, up to now; only as far back as single events are kept. */
export async function topJobs(
  db: Database | Transaction,
  { tenantId, now }: Pick<Reading, "tenantId" | "now">,
  asked: Period & { readonly subject: CountedSubject; readonly meter: string; readonly limit: number },
): Promise<readonly UsedByJob[]> {
  const { subject, meter, to, limit } = asked;
  const from = jobsSince(asked, now);
  const ofMeter = meter === COST ? Prisma.sql`u.cost <> 0` : Prisma.sql`u.meter = ${meter}`;
  const amount = meter === COST ? Prisma.sql`u.cost` : Prisma.sql`u.amount`;
  const rows = await readRows<Row>(
    db,
    Prisma.sql`WITH RECURSIVE ${below({ tenantId, subject })}
      SELECT u.job, u.person_id, sum(${amount})::bigint AS amount, sum(u.cost)::bigint AS cost, count(*)::int AS events,
        max(u.at) AS last_at
      FROM usage_event u
      WHERE u.tenant_id = ${tenantId}::uuid AND u.at >= ${from}::timestamptz AND u.at < ${to}::timestamptz
        AND u.job IS NOT NULL AND ${ofMeter} AND ${ofSubject(subject)}
      GROUP BY u.job, u.person_id HAVING sum(${amount}) <> 0 ORDER BY 3 DESC, u.job LIMIT ${limit}`,
  );
  const ids = rows.map(({ person_id }) => person_id).filter((id) => id !== NOBODY);
  const names = await personNames(db, tenantId, [...new Set(ids)]);
  return rows.map((row) => ({
    job: row.job,
    personId: row.person_id === NOBODY ? null : row.person_id,
    personName: names.get(row.person_id) ?? "nobody named",
    amount: BigInt(row.amount),
    cost: BigInt(row.cost),
    events: row.events,
    lastAt: row.last_at,
  }));
}
