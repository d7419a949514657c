import type { Database } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { countWindows } from "../usage/count-windows.ts";
import type { Counting, WantedWindow } from "../usage/count-windows.ts";
import type { Configuration } from "./configuration.ts";

/** Whether windows begin at other instants. */
export function isCalendarMoved(
  before: Pick<Configuration, "timeZone" | "weekStartsOn">,
  after: Pick<Configuration, "timeZone" | "weekStartsOn">,
): boolean {
  return before.timeZone !== after.timeZone || before.weekStartsOn !== after.weekStartsOn;
}

/**
 * Adds up anew, from what is kept by the hour, what was used in the windows of another calendar: without it everybody
 * would begin with nothing used. Decisions and incoming usage of this tenant wait meanwhile.
 */
export async function recountCalendar(db: Database, counting: Counting): Promise<void> {
  const { tenantId } = counting;
  await transaction(db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(qm_limits_lock(${tenantId}::uuid))`;
    const counted = await tx.$queryRaw<WantedWindow[]>`
      DELETE FROM counted_window WHERE tenant_id = ${tenantId}::uuid AND "window" NOT IN ('now', 'hour', 'lifetime')
      RETURNING scope, meter, "window"`;
    await countWindows(tx, counting, counted);
  });
}
