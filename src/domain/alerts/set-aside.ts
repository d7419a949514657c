import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import type { PathSubject } from "../quotas/load-path.ts";
import { NOBODY } from "../quotas/subject.ts";
import { alertKinds } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";
import type { TouchedSubject } from "./touched.ts";

const MINUTE_MS = 60_000;
const LONGEST_MS = 60 * MINUTE_MS;
/** What has not failed again for so long after it was tried is forgotten. */
const FORGOTTEN_MS = 10 * MINUTE_MS;

type Db = Pick<Transaction, "$queryRaw" | "$executeRaw">;

/** Somebody or something whose alerts of one kind cannot be evaluated. */
export interface Failing {
  readonly subject: TouchedSubject;
  readonly kind: AlertKind;
  readonly error: unknown;
}

/** Whose alerts of which kinds are left out for now, by `keyOfTouched`. Nearly always nobody's. */
export type SetAside = ReadonlyMap<string, ReadonlySet<AlertKind>>;

export function keyOfTouched({ organizationId = NOBODY, personId = NOBODY }: PathSubject): string {
  return `${organizationId} ${personId}`;
}

export async function readSetAside(db: Db, { tenantId, now }: Context): Promise<SetAside> {
  const rows = await db.$queryRaw<readonly { organizationId: string; personId: string; kind: string }[]>`
    SELECT organization_id::text AS "organizationId", person_id::text AS "personId", kind FROM alert_set_aside
    WHERE tenant_id = ${tenantId}::uuid AND until > ${now}::timestamptz`;
  const found = new Map<string, Set<AlertKind>>();
  for (const row of rows) {
    const kinds = found.get(keyOfTouched(row)) ?? new Set();
    for (const kind of alertKinds) if (kind === row.kind) kinds.add(kind);
    found.set(keyOfTouched(row), kinds);
  }
  return found;
}

/** Leaves them out for a minute, and for twice as long each time that they fail again, up to an hour. */
export async function setAside(tx: Db, { tenantId, now }: Context, failing: readonly Failing[]): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO alert_set_aside AS s (tenant_id, organization_id, person_id, kind, tries, until)
    SELECT DISTINCT ${tenantId}::uuid, organization_id, person_id, kind, 1, ${new Date(now.getTime() + MINUTE_MS)}::timestamptz
    FROM unnest(${failing.map(({ subject }) => subject.organizationId ?? NOBODY)}::uuid[],
      ${failing.map(({ subject }) => subject.personId ?? NOBODY)}::uuid[], ${failing.map(({ kind }) => kind)}::text[])
      AS f (organization_id, person_id, kind)
    ON CONFLICT (tenant_id, organization_id, person_id, kind) DO UPDATE SET tries = s.tries + 1, noted = false,
      until = ${now}::timestamptz + least(${MINUTE_MS} * 2.0 ^ least(s.tries, 10), ${LONGEST_MS}) * interval '1 millisecond'`);
}

/**
 * Notes those whose time has come to be looked at again, whatever changed meanwhile, and forgets those that were and have not
 * failed since. Returns how many are tried.
 */
export async function trySetAside(tx: Db, { tenantId, now }: Context): Promise<number> {
  await tx.$executeRaw`
    DELETE FROM alert_set_aside WHERE tenant_id = ${tenantId}::uuid
      AND noted AND until <= ${new Date(now.getTime() - FORGOTTEN_MS)}::timestamptz`;
  return tx.$executeRaw`
    WITH due AS (
      UPDATE alert_set_aside SET noted = true WHERE tenant_id = ${tenantId}::uuid AND NOT noted AND until <= ${now}::timestamptz
      RETURNING organization_id, person_id
    )
    INSERT INTO usage_touched (tenant_id, organization_ids, person_ids, meters)
    SELECT DISTINCT ${tenantId}::uuid, ARRAY[organization_id], ARRAY[person_id], ARRAY[''] FROM due`;
}
