import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { NOBODY } from "../quotas/subject.ts";
import type { PathSubject } from "../quotas/load-path.ts";

/** All that a note of limits that changed is about: the subject itself, or also whoever is below it. */
export const CHANGED_LIMITS = "";
const CHANGED_BELOW = "*";
/** So much is looked at in one transaction, more or less: a note is never cut. */
const MOST_AT_ONCE = 1_000;
const MOST_NOTES = 500;
const BELOW_AT_ONCE = 500;

/** Whose use of which meters changed, or whose limits. */
export interface TouchedSubject extends PathSubject {
  /** undefined: all, since limits changed. */
  readonly meters: ReadonlySet<string> | undefined;
}

export interface Notes {
  readonly used: readonly TouchedSubject[];
  readonly limited: readonly TouchedSubject[];
  /** How many notes there were; 0: nothing happened. */
  readonly size: number;
}

interface Row {
  readonly organizationId: string;
  readonly personId: string;
  readonly meter: string;
}

/**
 * Takes the oldest notes of whose use or limits changed: they are gone when the transaction commits, and there again when
 * it does not. Those about everybody below somebody become notes about each of them.
 */
export async function takeNotes(tx: Transaction, tenantId: string, most = MOST_AT_ONCE): Promise<Notes> {
  const sizes = await tx.$queryRaw<readonly { id: bigint; size: number }[]>`
    SELECT id, cardinality(meters) AS size FROM usage_touched WHERE tenant_id = ${tenantId}::uuid ORDER BY id LIMIT ${MOST_NOTES}`;
  const ids = firstOf(sizes, most);
  if (ids.length === 0) return { used: [], limited: [], size: 0 };

  const rows = await tx.$queryRaw<readonly Row[]>(Prisma.sql`
    WITH taken AS (
      DELETE FROM usage_touched WHERE tenant_id = ${tenantId}::uuid AND id = ANY(${ids}::bigint[])
      RETURNING organization_ids, person_ids, meters
    )
    SELECT DISTINCT t.organization_id::text AS "organizationId", t.person_id::text AS "personId", t.meter
    FROM taken, unnest(organization_ids, person_ids, meters) AS t (organization_id, person_id, meter)`);
  for (const row of rows) if (row.meter === CHANGED_BELOW) await touchBelow(tx, tenantId, row);
  const isUse = ({ meter }: Row) => meter !== CHANGED_LIMITS && meter !== CHANGED_BELOW;
  return {
    used: subjectsOf(rows.filter(isUse)),
    limited: subjectsOf(rows.filter((row) => !isUse(row))).map((one) => ({ ...one, meters: undefined })),
    size: ids.length,
  };
}

/** The first ones that make about as much as is looked at together, at least one. */
function firstOf(sizes: readonly { readonly id: bigint; readonly size: number }[], most: number): readonly bigint[] {
  let sum = 0;
  const enough = sizes.findIndex(({ size }) => (sum += size) >= most);
  return sizes.slice(0, enough < 0 ? sizes.length : enough + 1).map(({ id }) => id);
}

function subjectsOf(rows: readonly Row[]): readonly TouchedSubject[] {
  const bySubject = Map.groupBy(rows, ({ organizationId, personId }) => `${organizationId} ${personId}`);
  return [...bySubject.values()].flatMap((same) => {
    const [one] = same;
    return one ? [{ ...pathSubjectOf(one), meters: new Set(same.map(({ meter }) => meter)) }] : [];
  });
}

function pathSubjectOf({ organizationId, personId }: Omit<Row, "meter">): PathSubject {
  return {
    ...(organizationId !== NOBODY && { organizationId }),
    ...(personId !== NOBODY && { personId }),
  };
}

/** Notes that limits changed for everybody who uses anything: of the installation, or below an organization or a person. */
export async function touchBelow(
  tx: Transaction,
  tenantId: string,
  { organizationId, personId }: Omit<Row, "meter"> = { organizationId: NOBODY, personId: NOBODY },
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    WITH RECURSIVE below AS (
      SELECT ${organizationId}::uuid AS id
      UNION
      SELECT o.id FROM below b JOIN organization o ON o.tenant_id = ${tenantId}::uuid AND o.parent_id = b.id
      WHERE b.id <> ${NOBODY}::uuid
    ), user_of AS (
      SELECT DISTINCT organization_id, person_id FROM balance
      WHERE tenant_id = ${tenantId}::uuid AND used > 0 AND (organization_id <> ${organizationId}::uuid OR person_id <> ${personId}::uuid)
        AND (${organizationId}::uuid = ${NOBODY}::uuid OR organization_id IN (SELECT id FROM below))
        AND (${personId}::uuid = ${NOBODY}::uuid OR person_id = ${personId}::uuid)
    ), placed AS (
      SELECT *, (row_number() OVER (ORDER BY organization_id, person_id) - 1) / ${BELOW_AT_ONCE}::int AS part FROM user_of
    )
    INSERT INTO usage_touched (tenant_id, organization_ids, person_ids, meters)
    SELECT ${tenantId}::uuid, array_agg(organization_id), array_agg(person_id), array_fill(''::text, ARRAY[count(*)::int])
    FROM placed GROUP BY part`);
}
