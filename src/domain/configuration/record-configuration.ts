import type { Database, Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import type { EventOf } from "../events.ts";
import type { Meter } from "../meters/meter.ts";
import type { KeptMeter } from "../plans/events.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import type { Configuration } from "./configuration.ts";
import { keptOf } from "./kept-meters.ts";
import { calendarSettings, changesBetween, settingsOf } from "./settings.ts";

type Loaded = EventOf<"configuration-loaded">;

interface Loading {
  readonly configuration: Configuration;
  /** What was in use before, for a tenant in which none was written down. */
  readonly before: Configuration;
  /** Who loaded it by command: their tenant's entry is theirs. */
  readonly by?: Context;
  /** Only these, and only the first entry. */
  readonly newTenants?: readonly string[];
}

/**
 * Writes down in every tenant that this configuration is in use now, with what it changes. Once for each file, however
 * many instances load it and however often they start. Returns the tenants in which windows began at other instants
 * before.
 */
export async function recordLoaded(world: World, loading: Loading): Promise<ReadonlySet<string>> {
  const moved = new Set<string>();
  if (loading.configuration.source.file === undefined) return moved;
  for (const tenantId of loading.newTenants ?? (await tenantsOf(world.db))) {
    if (await recordIn(world, tenantId, loading)) moved.add(tenantId);
  }
  return moved;
}

async function recordIn(world: World, tenantId: string, loading: Loading): Promise<boolean> {
  const { configuration, before, by, newTenants } = loading;
  const { file = "", hash } = configuration.source;
  const settings = settingsOf(configuration);
  return transaction(world.db, async (tx) => {
    await lockTenant(tx, tenantId);
    const last = await lastOf(tx, tenantId, ["configuration-loaded"]);
    if (last?.hash === hash || (last && newTenants)) return false;

    const was = last?.settings ?? settingsOf(before);
    const context = by?.tenantId === tenantId ? by : systemContext(world, tenantId);
    const loaded = { file, hash, changes: changesBetween(was, settings), settings, meters: keptOf(configuration) };
    await record(tx, context, { kind: "configuration-loaded", ...loaded });
    return calendarSettings.some((name) => was[name] !== settings[name]);
  });
}

interface Refused {
  readonly file: string;
  readonly hash: string;
  readonly problems: readonly string[];
}

/** Tells every tenant's Super Admins that a later file is not used, and why; once for each such file. */
export async function recordRefused(world: World, { file, hash, problems }: Refused): Promise<void> {
  for (const tenantId of await tenantsOf(world.db)) {
    await transaction(world.db, async (tx) => {
      await lockTenant(tx, tenantId);
      const last = await lastOf(tx, tenantId, ["configuration-loaded", "configuration-refused"]);
      if (last?.kind === "configuration-refused" && last.hash === hash) return;

      await record(tx, systemContext(world, tenantId), { kind: "configuration-refused", file, hash, problems });
    });
  }
}

/** Whether this file is the one that was last loaded here, by whichever instance. */
export async function isLoadedElsewhere(db: Database, hash: string): Promise<boolean> {
  const tenants = await tenantsOf(db);
  for (const tenantId of tenants) {
    if ((await lastOf(db, tenantId, ["configuration-loaded"]))?.hash === hash) return true;
  }
  return false;
}

/** All meters that ever were in use, as they were last. */
export async function metersEverKept(db: Database): Promise<readonly (KeptMeter & Pick<Meter, "name">)[]> {
  const rows = await db.$queryRaw<(KeptMeter & Pick<Meter, "name">)[]>`
    SELECT DISTINCT ON (m.key) m.key AS name, m.value ->> 'kind' AS kind, (m.value ->> 'decimals')::int AS decimals
    FROM audit_entry a, jsonb_each(a.data -> 'meters') m
    WHERE a.kind = 'configuration-loaded' AND jsonb_typeof(a.data -> 'meters') = 'object'
    ORDER BY m.key, a.id DESC`;
  return rows;
}

export async function tenantsOf(db: Database): Promise<readonly string[]> {
  const rows = await db.tenant.findMany({ select: { id: true }, orderBy: { id: "asc" } });
  return rows.map(({ id }) => id);
}

interface Last extends Partial<Pick<Loaded, "hash" | "settings">> {
  readonly kind: string;
}

async function lastOf(
  db: Database | Transaction,
  tenantId: string,
  kinds: readonly (Loaded["kind"] | "configuration-refused")[],
): Promise<Last | undefined> {
  const entry = await db.auditEntry.findFirst({
    where: { tenantId, outcome: "changed", kind: { in: [...kinds] } },
    orderBy: { id: "desc" },
    select: { kind: true, data: true },
  });
  if (!entry) return undefined;
  // Safe: `record` wrote it from an event of one of these kinds.
  return { ...(entry.data as Partial<Loaded>), kind: entry.kind };
}
