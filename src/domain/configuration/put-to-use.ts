import type { Context, World } from "../context.ts";
import { countConfigured } from "../usage/count-windows.ts";
import type { Configuration } from "./configuration.ts";
import { isCalendarMoved, recountCalendar } from "./recount.ts";
import { recordLoaded, tenantsOf } from "./record-configuration.ts";

export interface PuttingToUse {
  readonly configuration: Configuration;
  readonly before: Configuration;
  /** Whose command it was. */
  readonly by?: Context;
  /** Only these, unless something was written down there already. */
  readonly newTenants?: readonly string[];
}

/** After the configuration is in use: written down in every tenant, and what its plans limit is counted. */
export async function putToUse(world: World, use: PuttingToUse): Promise<void> {
  const { configuration, before, newTenants } = use;
  const moved = await recordLoaded(world, use);
  const isMoved = isCalendarMoved(before, configuration);
  const { db, now } = world;
  for (const tenantId of newTenants ?? (await tenantsOf(db))) {
    await countConfigured(db, { tenantId, now, configuration });
    if (isMoved || moved.has(tenantId)) await recountCalendar(db, { tenantId, now, configuration });
  }
}
