import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { PauseMode } from "../../storage/generated/enums.ts";
import { readRows } from "../../storage/read.ts";
import { NOBODY } from "../quotas/subject.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import type { Pause } from "./pause.ts";

interface PauseRow {
  readonly id: string;
  readonly organizationId: string | null;
  readonly personId: string | null;
  readonly organization: string | null;
  readonly person: string | null;
  readonly subjectKey: string;
  readonly mode: PauseMode;
  readonly since: Date;
  readonly until: Date | null;
  readonly reason: string | null;
  readonly by: string;
  readonly byId: string;
  readonly giverId: string | null;
  readonly policyId: string | null;
}

const columns = Prisma.sql`p.id, p.organization_id AS "organizationId", p.person_id AS "personId", o.name AS organization,
  h.display_name AS person, p.subject_key AS "subjectKey", p.mode::text, p.set_at AS since, p.until, p.reason,
  p.set_by_name AS by, p.set_by_id AS "byId", p.giver_id AS "giverId", p.policy_id AS "policyId"`;
const names = Prisma.sql`LEFT JOIN organization o ON o.id = p.organization_id LEFT JOIN person h ON h.id = p.person_id`;

/** What is paused of these subjects, by subject key, the oldest first; also what has just ended. */
export async function readPauses(
  db: Database | Transaction,
  tenantId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly Pause[]>> {
  const rows = await readRows<PauseRow>(
    db,
    Prisma.sql`SELECT ${columns} FROM quota_pause p ${names}
    WHERE p.tenant_id = ${tenantId}::uuid AND p.subject_key = ANY(${keys}::text[]) ORDER BY p.id`,
  );
  return Map.groupBy(rows.map(pauseOf), ({ key }) => key);
}

/** What keeps a reservation from being extended; also what has just ended. */
export async function readDrains(db: Database, tenantId: string, reservationId: string): Promise<readonly Pause[]> {
  const rows = await readRows<PauseRow>(
    db,
    Prisma.sql`SELECT ${columns} FROM quota_pause p ${names}
    WHERE p.tenant_id = ${tenantId}::uuid AND p.mode = 'drain' AND EXISTS (
      SELECT FROM reservation r, LATERAL unnest(r.subject_organizations, r.subject_people) AS s (organization_id, person_id)
      WHERE r.tenant_id = p.tenant_id AND r.id = ${reservationId}::uuid
        AND s.organization_id = coalesce(p.organization_id, ${NOBODY}::uuid)
        AND s.person_id = coalesce(p.person_id, ${NOBODY}::uuid))`,
  );
  return rows.map(pauseOf);
}

function pauseOf({ organizationId, personId, organization, person, subjectKey, ...row }: PauseRow): Pause & {
  readonly key: string;
} {
  const subject = countedSubjectOf({ organizationId, personId });
  return { ...row, subject, subjectName: nameOf(organization, person), key: subjectKey };
}

function nameOf(organization: string | null, person: string | null): string {
  if (organization === null && person === null) return "the installation";
  return person === null || organization === null ? (person ?? organization ?? "") : `${person} in ${organization}`;
}
