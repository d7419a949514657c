import { v7 as uuidv7 } from "uuid";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Configuration } from "../../../src/domain/configuration/configuration.ts";
import type { World } from "../../../src/domain/context.ts";
import { createReservations } from "../../../src/domain/reservations/create-reservations.ts";
import { subjectKey } from "../../../src/domain/quotas/subject.ts";
import type { Subject } from "../../../src/domain/quotas/subject.ts";
import type { Database } from "../../../src/storage/database.ts";
import type { LimitModel } from "../../../src/storage/generated/enums.ts";
import { NOON, newCode, newId } from "../../support/builders.ts";

export interface Clock {
  now: Date;
}

/** Reservations on a clock that the test moves. */
export function reservationsOn(
  db: Database,
  clock: Clock = { now: NOON },
  configuration: Configuration = builtInConfiguration(NOON),
) {
  const world = (): World => ({ db, now: clock.now, configuration, newId, newCode });
  return { ...createReservations({ db, world }), world };
}

interface QuotaWish {
  readonly meter?: string;
  readonly window?: string;
  readonly model?: LimitModel;
  readonly gracePercent?: number;
  readonly borrowingLimit?: bigint;
  readonly lendingLimit?: bigint;
}

/** Sets a limit as it stands in the table, or changes it. */
export async function aQuota(
  db: Database,
  tenantId: string,
  subject: Subject,
  amount: bigint | null,
  { meter = "jobs", window = "month", ...rest }: QuotaWish = {},
): Promise<void> {
  const key = { tenantId, subjectKey: subjectKey(subject), meter, window };
  const ids = {
    organizationId: "organizationId" in subject ? subject.organizationId : null,
    personId: "personId" in subject ? subject.personId : null,
    role: subject.scope === "role" ? subject.role : null,
  };
  await db.quota.upsert({
    where: { tenantId_subjectKey_meter_window: key },
    create: {
      id: uuidv7(),
      ...key,
      scope: subject.scope,
      ...ids,
      amount,
      ...rest,
      thresholds: [],
      setById: newId(),
      setByName: "Alice",
      setAt: NOON,
      setWith: ids.organizationId ? "organization" : "installation",
    },
    update: { amount, ...rest },
  });
}

/** The sums in "balance" that differ from what the open reservations add up to. */
export async function wrongReserved(db: Database): Promise<readonly unknown[]> {
  return db.$queryRaw`
    WITH open AS (
      SELECT r.tenant_id, s.organization_id, s.person_id, w.meter, sum(w.amount) AS reserved, sum(w.most) AS reserved_most
      FROM reservation r, LATERAL unnest(r.subject_organizations, r.subject_people) AS s (organization_id, person_id),
        LATERAL unnest(r.meters || 'cost'::text, r.amounts || r.implied_cost, r.mosts || r.implied_most) AS w (meter, amount, most)
      WHERE EXISTS (SELECT FROM counted_window c WHERE c.tenant_id = r.tenant_id AND c.meter = w.meter
        AND c.scope = qm_scope(s.organization_id, s.person_id))
      GROUP BY 1, 2, 3, 4
    )
    SELECT b.tenant_id, b.organization_id, b.person_id, b.meter, b.reserved, b.reserved_most, o.reserved AS open, o.reserved_most AS open_most
    FROM (SELECT * FROM balance WHERE "window" = 'now') b
    FULL JOIN (SELECT * FROM open WHERE reserved <> 0 OR reserved_most <> 0) o USING (tenant_id, organization_id, person_id, meter)
    WHERE coalesce(b.reserved, 0) <> coalesce(o.reserved, 0) OR coalesce(b.reserved_most, 0) <> coalesce(o.reserved_most, 0)`;
}

/** The rows of other windows than "now" that differ from what the events add up to, of one counter without prices. */
export async function usedOf(
  db: Database,
  organizationId: string,
  personId: string,
  meter: string,
  window: string,
): Promise<bigint> {
  const rows = await db.$queryRaw<{ used: bigint | null }[]>`
    SELECT sum(used)::bigint AS used FROM balance WHERE organization_id = ${organizationId}::uuid AND person_id = ${personId}::uuid
      AND meter = ${meter} AND "window" = ${window}`;
  return rows[0]?.used ?? 0n;
}

/** What is counted as used by the month that differs from what the events say, of counters. */
export async function wrongUsed(db: Database, tenantId: string): Promise<readonly unknown[]> {
  return db.$queryRaw`
    WITH RECURSIVE above AS (
      SELECT id AS direct, id FROM organization WHERE tenant_id = ${tenantId}::uuid
      UNION ALL SELECT a.direct, o.parent_id FROM above a JOIN organization o ON o.id = a.id WHERE o.parent_id IS NOT NULL
    ), part AS (
      SELECT '00000000-0000-0000-0000-000000000000'::uuid AS organization_id, '00000000-0000-0000-0000-000000000000'::uuid AS person_id, meter, amount
      FROM usage_event WHERE tenant_id = ${tenantId}::uuid
      UNION ALL SELECT a.id, '00000000-0000-0000-0000-000000000000'::uuid, e.meter, e.amount
      FROM usage_event e JOIN above a ON a.direct = e.organization_id WHERE e.tenant_id = ${tenantId}::uuid
      UNION ALL SELECT organization_id, person_id, meter, amount FROM usage_event WHERE tenant_id = ${tenantId}::uuid
    ), events AS (
      SELECT organization_id, person_id, meter, sum(amount) AS used FROM part p
      WHERE EXISTS (SELECT FROM counted_window c WHERE c.tenant_id = ${tenantId}::uuid AND c.meter = p.meter AND c."window" = 'month'
        AND c.scope = qm_scope(p.organization_id, p.person_id))
      GROUP BY 1, 2, 3
    )
    SELECT b.*, e.used AS events FROM (SELECT * FROM balance WHERE tenant_id = ${tenantId}::uuid AND "window" = 'month') b
    FULL JOIN events e USING (organization_id, person_id, meter)
    WHERE coalesce(b.used, 0) <> coalesce(e.used, 0)`;
}

/** How many deadlocks there were, as far as sessions that have ended have told. */
export async function deadlocks(db: Database): Promise<number> {
  const rows = await db.$queryRaw<{ deadlocks: bigint }[]>`
    SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
  return Number(rows[0]?.deadlocks);
}
