import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Units } from "../meters/meter.ts";
import { nodeOf, NOBODY } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { personNames } from "../usage/names.ts";
import { topJobs } from "../usage/top-jobs.ts";
import { readUse } from "../usage/used-by-holder.ts";

type Db = Database | Transaction;

interface Asked {
  readonly tenantId: string;
  readonly now: Date;
  readonly subject: CountedSubject;
  readonly meter: string;
  readonly from: Date;
  readonly to: Date;
  /** Of what used most; 2, when left out. */
  readonly limit?: number;
}

export interface Contributor {
  /** undefined: what a person used, whatever the job. */
  readonly job: string | undefined;
  /** undefined: nobody was named. */
  readonly person: string | undefined;
  readonly amount: Units;
}

export interface RecentUse {
  readonly since: Date;
  readonly amount: Units;
  /** Jobs, or people where no jobs are named; most first. */
  readonly most: readonly Contributor[];
}

const MOST = 2;

/** How much was used of a counter in a span, and who or what used most of it. */
export async function recentUse(db: Db, asked: Asked): Promise<RecentUse> {
  const { tenantId, subject, meter, from, to, limit = MOST } = asked;
  const spans = [{ from: from.getTime(), to: to.getTime() }];
  const [uses, jobs] = await Promise.all([
    readUse(db, { tenantId, subject, meter, spans, by: "holder" }),
    topJobs(db, { tenantId, now: asked.now }, { subject, meter, from, to, limit }),
  ]);
  const amount = uses.reduce((sum, use) => sum + use.amount, 0n);
  const byJob = jobs
    .filter((job) => job.amount > 0n)
    .map(({ job, personId, personName, amount: used }) => ({
      job,
      person: personId === null ? undefined : personName,
      amount: used,
    }));
  return { since: from, amount, most: byJob.length > 0 ? byJob : await people(db, tenantId, { uses, limit }) };
}

async function people(
  db: Db,
  tenantId: string,
  {
    uses,
    limit,
  }: { readonly uses: readonly { readonly personId: string; readonly amount: Units }[]; readonly limit: number },
): Promise<readonly Contributor[]> {
  const sums = new Map<string, Units>();
  for (const { personId, amount } of uses) sums.set(personId, (sums.get(personId) ?? 0n) + amount);
  const ranked = [...sums]
    .filter(([id, amount]) => id !== NOBODY && amount > 0n)
    .sort(([, one], [, other]) => (one > other ? -1 : 1))
    .slice(0, limit);
  const names = await personNames(
    db,
    tenantId,
    ranked.map(([id]) => id),
  );
  return ranked.map(([id, amount]) => ({ job: undefined, person: names.get(id), amount }));
}

/** The names of jobs that run on what is reserved of a subject's limit, at most three; they cannot extend past it. */
export async function runningJobs(
  db: Db,
  { tenantId, subject, meter }: Pick<Asked, "tenantId" | "subject" | "meter">,
): Promise<readonly string[]> {
  const { organizationId, personId } = nodeOf(subject);
  const rows = await readRows<{ job: string }>(
    db,
    Prisma.sql`
    SELECT DISTINCT r.job FROM reservation r
    WHERE r.tenant_id = ${tenantId}::uuid AND r.job IS NOT NULL AND ${meter} = ANY (r.meters)
      AND EXISTS (
        SELECT FROM unnest(r.subject_organizations, r.subject_people) AS s (organization_id, person_id)
        WHERE s.organization_id = ${organizationId}::uuid AND s.person_id = ${personId}::uuid)
    ORDER BY r.job LIMIT 3`,
  );
  return rows.map(({ job }) => job);
}
