import type { Database } from "../../storage/database.ts";
import { NOBODY } from "../quotas/subject.ts";
import type { TouchedSubject } from "./touched.ts";

const AT_ONCE = 500;

interface Row {
  readonly organizationId: string;
  readonly personId: string;
}

/** Everybody and everything that has used anything of what some limit is of, in parts that are looked at together. */
export async function subjectsInUse(
  db: Database,
  tenantId: string,
  isWanted: (one: TouchedSubject) => boolean = () => true,
): Promise<readonly (readonly TouchedSubject[])[]> {
  const rows = await db.$queryRaw<readonly Row[]>`
    SELECT DISTINCT organization_id::text AS "organizationId", person_id::text AS "personId" FROM balance
    WHERE tenant_id = ${tenantId}::uuid AND used > 0 ORDER BY 1, 2`;
  const everything = rows.map(({ organizationId, personId }): TouchedSubject => ({
    ...(organizationId !== NOBODY && { organizationId }),
    ...(personId !== NOBODY && { personId }),
    meters: undefined,
  }));
  const all = everything.filter(isWanted);
  const parts = Math.ceil(all.length / AT_ONCE);
  return Array.from({ length: parts }, (_, index) => all.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
}
