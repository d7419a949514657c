import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Configuration } from "../../../src/domain/configuration/configuration.ts";
import type { World as DomainWorld } from "../../../src/domain/context.ts";
import { countWindows } from "../../../src/domain/usage/count-windows.ts";
import type { WantedWindow } from "../../../src/domain/usage/count-windows.ts";
import { ingestUsage } from "../../../src/domain/usage/ingest.ts";
import type { UsageEvent } from "../../../src/domain/usage/usage-event.ts";
import type { Database } from "../../../src/storage/database.ts";
import { transaction } from "../../../src/storage/transaction.ts";
import { NOON, newCode, newId } from "../../support/builders.ts";

export const SOURCE = "slurm://alpha";
let counter = 0;

/** Three GPU hours of nobody yet, at noon. */
export function anEvent(wish: Partial<UsageEvent> = {}): UsageEvent {
  return { source: SOURCE, id: `event-${counter++}`, time: NOON, meter: "gpu_hours", amount: 3, ...wish };
}

export interface Site extends DomainWorld {
  readonly tenantId: string;
}

export function aSite(db: Database, tenantId: string, configured: Partial<Configuration> = {}, now = NOON): Site {
  const configuration = { ...builtInConfiguration(NOON), ...configured };
  return { db, tenantId, now, configuration, newId, newCode };
}

/** "accepted", "duplicate" or the code of the refusal, of each. */
export async function send(site: Site, ...events: readonly UsageEvent[]): Promise<readonly string[]> {
  const verdicts = await ingestUsage(site, { tenantId: site.tenantId, events });
  return verdicts.map((verdict) => ("code" in verdict ? verdict.code : verdict.status));
}

export async function count(site: Site, ...wanted: readonly WantedWindow[]): Promise<void> {
  await transaction(site.db, (tx) => countWindows(tx, site, wanted));
}

export interface BalanceRow {
  readonly subject: string;
  readonly meter: string;
  readonly window: string;
  readonly startsAt: string;
  readonly used: bigint;
}

/** What the balances say, but for rows that say nothing. */
export async function balancesOf({ db, tenantId }: Site): Promise<readonly BalanceRow[]> {
  const rows = await db.$queryRaw<
    { organization: string; person: string; meter: string; window: string; starts_at: Date; used: bigint }[]
  >`SELECT organization_id AS organization, person_id AS person, meter, "window", starts_at, used
    FROM balance WHERE tenant_id = ${tenantId}::uuid AND used <> 0
    ORDER BY organization_id, person_id, meter, "window", starts_at`;
  return rows.map(({ organization, person, meter, window, starts_at, used }) => ({
    subject: `${organization}/${person}`,
    meter,
    window,
    startsAt: starts_at.toISOString(),
    used,
  }));
}
