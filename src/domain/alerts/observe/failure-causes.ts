import type { Transaction } from "../../../storage/database.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { readTree } from "./tree.ts";

/** More single failures than these are not looked at for their causes. */
const MOST_READ = 5_000;
const MOST_CAUSES = 5;
const MOST_JOBS = 5;

/** A job that failed, and for whom it counts. */
export interface Failed {
  readonly personId: string | null;
  readonly organizationId: string | null;
  /** Its organization and those above it. */
  readonly chain: ReadonlySet<string>;
  readonly cause: string;
  readonly job: string;
  readonly link: string | null;
}

/** Jobs that failed in a span, the latest first. */
export async function readFailed(
  tx: Transaction,
  { tenantId, from, to }: { readonly tenantId: string; readonly from: Date; readonly to: Date },
): Promise<readonly Failed[]> {
  const rows = await tx.$queryRaw<readonly Omit<Failed, "chain">[]>`
    SELECT person_id::text AS "personId", organization_id::text AS "organizationId", coalesce(cause, 'unknown cause') AS cause,
      coalesce(job, 'unnamed job') AS job, data ->> 'link' AS link
    FROM activity
    WHERE tenant_id = ${tenantId}::uuid AND kind = 'job-ended' AND outcome = 'failed' AND at > ${from} AND at <= ${to}
    ORDER BY at DESC, key LIMIT ${MOST_READ}`;
  const tree = await readTree(tx, tenantId);
  return rows.map((row) => ({
    ...row,
    chain: new Set(row.organizationId ? tree.chain(row.organizationId).map(({ id }) => id) : []),
  }));
}

export interface FailureCause {
  readonly cause: string;
  readonly count: number;
  /** The latest ones. */
  readonly jobs: readonly string[];
  readonly link?: string;
}

/** Why a subject's jobs failed, what happened most often first. */
export function causesOf(failed: readonly Failed[], subject: CountedSubject): readonly FailureCause[] {
  const mine = failed.filter((one) => isOf(one, subject));
  const byCause = [...Map.groupBy(mine, ({ cause }) => cause)];
  return byCause
    .toSorted(([, one], [, other]) => other.length - one.length)
    .slice(0, MOST_CAUSES)
    .map(([cause, ones]) => {
      const link = ones.find((one) => one.link !== null)?.link;
      const jobs = [...new Set(ones.map(({ job }) => job))].slice(0, MOST_JOBS);
      return { cause, count: ones.length, jobs, ...(link && { link }) };
    });
}

function isOf({ personId, organizationId, chain }: Failed, subject: CountedSubject): boolean {
  switch (subject.scope) {
    case "tenant":
      return true;
    case "person":
      return personId === subject.personId;
    case "member":
      return personId === subject.personId && organizationId === subject.organizationId;
    case "organization":
      return chain.has(subject.organizationId);
  }
}
