import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { CountedScope } from "../quotas/subject.ts";
import { HOUR, NOW, parseWindow } from "../quotas/window.ts";
import { windowAt } from "../quotas/window-at.ts";
import { backfillHeld, backfillUsed } from "./backfill.ts";
import { oldestWindow } from "./kept-windows.ts";

/** Of hours as windows of their own; rolling ones say themselves how far they reach back. */
const HOURS_BEHIND_MS = 8 * 24 * 60 * 60 * 1000;

/** A sum that some limit needs. */
export interface WantedWindow {
  readonly scope: CountedScope;
  readonly meter: string;
  /** As window.ts prints it. Rolling windows are counted by "hour", gauges in "now". */
  readonly window: string;
}

export interface Counting {
  readonly tenantId: string;
  readonly now: Date;
  readonly configuration: Configuration;
}

/**
 * Sees to it that these sums are kept from now on, and works out what they are: used from the rollups, reserved from
 * the open reservations. What is counted already costs one SELECT; otherwise it holds the tenant's limits alone until
 * the transaction ends.
 */
export async function countWindows(
  tx: Transaction,
  counting: Counting,
  wanted: readonly WantedWindow[],
): Promise<void> {
  const counted = distinct(wanted.flatMap(countedWindows));
  if (counted.length === 0 || (await missing(tx, counting.tenantId, counted)).length === 0) return;

  await tx.$executeRaw`SELECT pg_advisory_xact_lock(qm_limits_lock(${counting.tenantId}::uuid))`;
  for (const added of await register(tx, counting.tenantId, counted)) await backfill(tx, counting, added);
}

async function backfill(tx: Transaction, counting: Counting, { scope, meter, window }: WantedWindow): Promise<void> {
  if (window === NOW) return backfillHeld(tx, counting, { scope, meter });

  const { now, configuration } = counting;
  if (window === HOUR) {
    const since = new Date(now.getTime() - HOURS_BEHIND_MS);
    return backfillUsed(tx, counting, { scope, meter, window, since });
  }
  if (isRolling(window)) {
    const since = windowAt(window, now, configuration).startsAt;
    return backfillUsed(tx, counting, { scope, meter, window: HOUR, since });
  }
  return backfillUsed(tx, counting, { scope, meter, window, since: oldestWindow(window, now, configuration) });
}

/** The same for all limits of the configuration's plans and all quotas that are set. In a transaction of its own. */
export async function countConfigured(db: Database, counting: Counting): Promise<void> {
  await transaction(db, async (tx) => {
    const planned = counting.configuration.plans.flatMap(({ limits }) =>
      limits.map(({ meter, window }): WantedWindow => ({ scope: "person", meter, window })),
    );
    await countWindows(tx, counting, [...planned, ...(await quotaWindows(tx, counting.tenantId))]);
  });
}

/** And what policies look at. A limit of a role bounds each holder: as a person, or as a member of the organization whose role it is. */
async function quotaWindows(tx: Transaction, tenantId: string): Promise<readonly WantedWindow[]> {
  return tx.$queryRaw<WantedWindow[]>`
    SELECT DISTINCT CASE WHEN scope <> 'role' THEN scope::text WHEN organization_id IS NULL THEN 'person' ELSE 'member' END AS scope,
      meter, "window"
    FROM quota WHERE tenant_id = ${tenantId}::uuid
    UNION SELECT CASE WHEN person_id IS NULL AND organization_id IS NULL THEN 'tenant' WHEN person_id IS NULL THEN 'organization'
      WHEN organization_id IS NULL THEN 'person' ELSE 'member' END, meter, "window"
    FROM quota_policy WHERE tenant_id = ${tenantId}::uuid`;
}

/** A rolling window is added up from hours; it is registered, too, because of how far back those have to reach. */
function countedWindows(wanted: WantedWindow): readonly WantedWindow[] {
  return isRolling(wanted.window) ? [{ ...wanted, window: HOUR }, wanted] : [wanted];
}

function isRolling(window: string): boolean {
  return parseWindow(window)?.kind === "rolling";
}

function distinct(wanted: readonly WantedWindow[]): readonly WantedWindow[] {
  return [...new Map(wanted.map((one) => [`${one.scope} ${one.meter} ${one.window}`, one])).values()];
}

async function missing(tx: Transaction, tenantId: string, wanted: readonly WantedWindow[]) {
  return tx.$queryRaw<WantedWindow[]>(Prisma.sql`SELECT w.scope, w.meter, w."window" FROM ${unnested(wanted)}
    WHERE NOT EXISTS (SELECT FROM counted_window c WHERE c.tenant_id = ${tenantId}::uuid AND c.scope = w.scope
      AND c.meter = w.meter AND c."window" = w."window")`);
}

async function register(tx: Transaction, tenantId: string, wanted: readonly WantedWindow[]) {
  return tx.$queryRaw<WantedWindow[]>(Prisma.sql`INSERT INTO counted_window (tenant_id, scope, meter, "window")
    SELECT ${tenantId}::uuid, w.scope, w.meter, w."window" FROM ${unnested(wanted)} ORDER BY w.scope, w.meter, w."window"
    ON CONFLICT DO NOTHING RETURNING scope, meter, "window"`);
}

function unnested(wanted: readonly WantedWindow[]): Prisma.Sql {
  const column = (read: (one: WantedWindow) => string) => wanted.map((one) => read(one));
  return Prisma.sql`unnest(${column(({ scope }) => scope)}::text[], ${column(({ meter }) => meter)}::text[],
    ${column(({ window }) => window)}::text[]) AS w (scope, meter, "window")`;
}
