import type { World } from "../context.ts";
import type { ConfigurationFile } from "./configuration-file.ts";
import { putToUse } from "./put-to-use.ts";
import { isCalendarMoved, recountCalendar } from "./recount.ts";
import { tenantsOf } from "./record-configuration.ts";

/** By when every instance has loaded a change, and what was under way has come in. */
const RECOUNT_AFTER_MS = 20_000;

/** What remains to be done for a configuration that is in use. */
export interface Counting {
  /** Tenants that were founded since the last time: what is in use is written down there, and counted. */
  welcome(): Promise<void>;
  /** Once more, for usage that came in by the old calendar while another was taken up, here or elsewhere. */
  recount(): Promise<void>;
}

export function keepCounting({ file, world }: { readonly file: ConfigurationFile; world(): World }): Counting {
  const known = new Set<string>();
  let calendar = file.current();
  let recountAt = Number.POSITIVE_INFINITY;

  return {
    async welcome() {
      const newTenants = (await tenantsOf(world().db)).filter((tenantId) => !known.has(tenantId));
      const configuration = file.current();
      if (newTenants.length > 0) await putToUse(world(), { configuration, before: configuration, newTenants });
      for (const tenantId of newTenants) known.add(tenantId);
    },
    async recount() {
      const { db, now, configuration } = world();
      if (isCalendarMoved(calendar, configuration)) recountAt = now.getTime() + RECOUNT_AFTER_MS;
      calendar = configuration;
      if (now.getTime() < recountAt) return;
      for (const tenantId of await tenantsOf(db)) await recountCalendar(db, { tenantId, now, configuration });
      recountAt = Number.POSITIVE_INFINITY;
    },
  };
}
