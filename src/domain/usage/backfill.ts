import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { COST } from "../meters/meter.ts";
import type { CountedScope } from "../quotas/subject.ts";
import { NOBODY } from "../quotas/subject.ts";
import { windowAt } from "../quotas/window-at.ts";
import type { Counting } from "./count-windows.ts";
import { piecesOf } from "./pieces.ts";
import type { Span } from "./pieces.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const END_OF_TIME = Date.UTC(9999, 0, 1);

export interface Sum {
  readonly scope: CountedScope;
  readonly meter: string;
  readonly window: string;
}

/** Writes what was used, from the rollups, into the balances of all windows that end after `since`. */
export async function backfillUsed(
  tx: Transaction,
  { tenantId, now, configuration }: Counting,
  { scope, meter, window, since }: Sum & { readonly since: Date },
): Promise<void> {
  const pieces = piecesOf(spansSince(since.getTime(), { now, window, configuration }));
  const ofMeter = meter === COST ? Prisma.sql`u.cost <> 0` : Prisma.sql`u.meter = ${meter}`;
  const amount = meter === COST ? Prisma.sql`u.cost` : Prisma.sql`u.amount`;
  await tx.$executeRaw`
    WITH RECURSIVE used AS (
      SELECT s.starts_at, u.organization_id, u.person_id, sum(${amount}) AS amount
      FROM unnest(${pieces.days.map(({ startsAt }) => startsAt)}::text[]::timestamptz[], ${pieces.days.map(({ from }) => from)}::text[]::date[],
        ${pieces.days.map(({ to }) => to)}::text[]::date[]) AS s (starts_at, first, past)
      JOIN usage_day u ON u.tenant_id = ${tenantId}::uuid AND u.day >= s.first AND u.day < s.past AND ${ofMeter}
      GROUP BY s.starts_at, u.organization_id, u.person_id
      UNION ALL
      SELECT s.starts_at, u.organization_id, u.person_id, sum(${amount})
      FROM unnest(${pieces.hours.map(({ startsAt }) => startsAt)}::text[]::timestamptz[],
        ${pieces.hours.map(({ from }) => from)}::text[]::timestamptz[], ${pieces.hours.map(({ to }) => to)}::text[]::timestamptz[])
        AS s (starts_at, first, past)
      JOIN usage_hour u ON u.tenant_id = ${tenantId}::uuid AND u.hour >= s.first AND u.hour < s.past AND ${ofMeter}
      GROUP BY s.starts_at, u.organization_id, u.person_id
    ), ${nodesOf(Prisma.sql`SELECT DISTINCT organization_id, person_id FROM used`, tenantId, scope)}
    INSERT INTO balance (tenant_id, organization_id, person_id, meter, "window", starts_at, used)
    SELECT ${tenantId}::uuid, n.organization_id, n.person_id, ${meter}, ${window}, u.starts_at, sum(u.amount)
    FROM used u JOIN node n ON n.direct_organization = u.organization_id AND n.direct_person = u.person_id
    GROUP BY n.organization_id, n.person_id, u.starts_at
    ORDER BY n.organization_id, n.person_id, u.starts_at
    ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at) DO UPDATE SET used = excluded.used`;
}

/** Writes what is held of a gauge into the rows of window "now". Counters hold nothing. */
export async function backfillHeld(
  tx: Transaction,
  { tenantId }: Counting,
  { scope, meter }: Omit<Sum, "window">,
): Promise<void> {
  await tx.$executeRaw`
    WITH RECURSIVE held AS (
      SELECT organization_id, person_id, level FROM usage_level WHERE tenant_id = ${tenantId}::uuid AND meter = ${meter}
    ), ${nodesOf(Prisma.sql`SELECT organization_id, person_id FROM held`, tenantId, scope)}
    INSERT INTO balance (tenant_id, organization_id, person_id, meter, "window", starts_at, used)
    SELECT ${tenantId}::uuid, n.organization_id, n.person_id, ${meter}, 'now', to_timestamp(0), sum(h.level)
    FROM held h JOIN node n ON n.direct_organization = h.organization_id AND n.direct_person = h.person_id
    GROUP BY n.organization_id, n.person_id
    ORDER BY n.organization_id, n.person_id
    ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at) DO UPDATE SET used = excluded.used`;
}

/** The common table "node": in which subjects of one scope the use of each person in each organization counts. */
function nodesOf(holders: Prisma.Sql, tenantId: string, scope: CountedScope): Prisma.Sql {
  return Prisma.sql`direct AS (${holders}), above AS (
      SELECT DISTINCT organization_id AS direct, organization_id AS id FROM direct WHERE organization_id <> ${NOBODY}::uuid
      UNION
      SELECT a.direct, o.parent_id FROM above a JOIN organization o ON o.tenant_id = ${tenantId}::uuid AND o.id = a.id
      WHERE o.parent_id IS NOT NULL
    ), node AS (
      SELECT d.organization_id AS direct_organization, d.person_id AS direct_person,
        s.organization_id, s.person_id
      FROM direct d, LATERAL (
        SELECT ${NOBODY}::uuid AS organization_id, ${NOBODY}::uuid AS person_id WHERE ${scope} = 'tenant'
        UNION ALL SELECT a.id, ${NOBODY}::uuid FROM above a WHERE ${scope} = 'organization' AND a.direct = d.organization_id
        UNION ALL SELECT d.organization_id, d.person_id WHERE ${scope} = 'member' AND d.organization_id <> ${NOBODY}::uuid
          AND d.person_id <> ${NOBODY}::uuid
        UNION ALL SELECT ${NOBODY}::uuid, d.person_id WHERE ${scope} = 'person' AND d.person_id <> ${NOBODY}::uuid
      ) s
    )`;
}

/** The windows from the one that holds tomorrow back to the one that holds the given instant. */
function spansSince(
  since: number,
  { now, window, configuration }: Pick<Counting, "now" | "configuration"> & Pick<Sum, "window">,
): readonly Span[] {
  const spans: Span[] = [];
  let at = now.getTime() + DAY_MS;
  do {
    const { startsAt, endsAt } = windowAt(window, new Date(at), configuration);
    spans.push({ from: startsAt.getTime(), to: endsAt?.getTime() ?? END_OF_TIME });
    at = startsAt.getTime() - 1;
  } while (at >= Math.max(since, 0));
  return spans;
}
