import type { Transaction } from "../../storage/database.ts";
import { refuse } from "../errors.ts";
import type { Meter } from "../meters/meter.ts";
import { parseWindow } from "../quotas/window.ts";
import type { WantedWindow } from "./count-windows.ts";

/** All use of the installation is added up over each of them, and anybody may found an organization. */
const MOST_ANCHORED = 5;

interface Wanted {
  readonly tenantId: string;
  readonly scope: WantedWindow["scope"];
  readonly meter: Meter;
  readonly window: string;
  /** In whose name; null: the installation's. */
  readonly giverId: string | null;
}

/**
 * Organizations together have few periods that begin on days of their own choice; those that are counted already are
 * anybody's. The caller holds the tenant's lock. Refuses with `window-limit`.
 */
export async function requireCountable(tx: Transaction, wanted: Wanted): Promise<void> {
  const { tenantId, scope, meter, window, giverId } = wanted;
  if (giverId === null || parseWindow(window)?.kind !== "anchored") return;

  const counted = await tx.$queryRaw<{ window: string }[]>`
    SELECT "window" FROM counted_window
    WHERE tenant_id = ${tenantId}::uuid AND scope = ${scope} AND meter = ${meter.name} AND "window" LIKE 'anchored:%'`;
  if (counted.length < MOST_ANCHORED || counted.some((one) => one.window === window)) return;
  refuse({ kind: "window-limit", meter: meter.label, limit: MOST_ANCHORED, field: "window" });
}
