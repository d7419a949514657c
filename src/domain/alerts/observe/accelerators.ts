import { Prisma } from "../../../storage/generated/client.ts";
import { NOBODY } from "../../quotas/subject.ts";
import { KNOWN_DAYS, sinceOf } from "./behaviour.ts";
import type { Signal } from "./behaviour.ts";
import type { ClockLook } from "./observers.ts";

const DAY_MS = 86_400_000;

/** Who used an accelerator in the last hour that nothing is known of yet. */
export interface NewUse {
  readonly personId: string;
  readonly accelerator: string;
}

const keyOfUse = Prisma.sql`md5('quartermaster accelerator ' || person_id || ' ' || accelerator)::uuid`;

/** Who used which accelerator is kept as activity of the program's own: what is known there is kept longer, the rest returned. */
export async function newAccelerators(look: ClockLook): Promise<readonly NewUse[]> {
  const { tenantId, now } = look.context;
  return look.tx.$queryRaw<readonly NewUse[]>(Prisma.sql`
    WITH used AS (
      SELECT DISTINCT person_id, accelerator FROM usage_event
      WHERE tenant_id = ${tenantId}::uuid AND at > ${sinceOf(look)}::timestamptz AND at <= ${now}::timestamptz
        AND accelerator IS NOT NULL AND person_id <> ${NOBODY}::uuid
    ), kept AS (
      UPDATE activity a SET at = ${now}::timestamptz FROM (SELECT ${keyOfUse} AS key FROM used) u
      WHERE a.tenant_id = ${tenantId}::uuid AND a.key = u.key
      RETURNING a.key
    )
    SELECT person_id::text AS "personId", accelerator FROM used WHERE ${keyOfUse} NOT IN (SELECT key FROM kept)`);
}

/** Writes them down: what is new is a signal where the use of others has been known for long enough. */
export async function keepAccelerators(look: ClockLook, uses: readonly NewUse[]): Promise<readonly Signal[]> {
  if (uses.length === 0) return [];
  const { tenantId, now } = look.context;
  const known = new Date(now.getTime() - KNOWN_DAYS * DAY_MS);
  const rows = await look.tx.$queryRaw<readonly { personId: string; what: string }[]>(Prisma.sql`
    WITH kept AS (
      INSERT INTO activity (tenant_id, key, at, kind, person_id, data, received_at)
      SELECT ${tenantId}::uuid, ${keyOfUse}, ${now}::timestamptz, 'accelerator', person_id,
        jsonb_build_object('accelerator', accelerator), ${now}::timestamptz
      FROM unnest(${uses.map(({ personId }) => personId)}::uuid[], ${uses.map(({ accelerator }) => accelerator)}::text[])
        AS used (person_id, accelerator)
      ORDER BY 2 ON CONFLICT (tenant_id, key) DO NOTHING
      RETURNING person_id, data ->> 'accelerator' AS accelerator
    )
    SELECT person_id::text AS "personId", string_agg(accelerator, ' and ' ORDER BY accelerator) AS what FROM kept k
    WHERE EXISTS (
      SELECT FROM activity a WHERE a.tenant_id = ${tenantId}::uuid AND a.kind = 'accelerator' AND a.person_id = k.person_id
        AND a.received_at < ${known}::timestamptz)
    GROUP BY 1`);
  return rows.map(({ personId, what }) => ({ key: "first-accelerator", personId, words: `first use of ${what}` }));
}
