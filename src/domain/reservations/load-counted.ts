import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { transaction } from "../../storage/transaction.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { World } from "../context.ts";
import type { LimitPath } from "../quotas/limit.ts";
import { loadPaths } from "../quotas/load-path.ts";
import type { PathSubject } from "../quotas/load-path.ts";
import { HOUR, NOW } from "../quotas/window.ts";
import { countWindows } from "../usage/count-windows.ts";
import type { WantedWindow } from "../usage/count-windows.ts";

/** What balances are kept of. */
export interface Counted {
  /** "scope meter". */
  readonly places: ReadonlySet<string>;
  readonly sums: ReadonlySet<string>;
  /** That usage is counted in: all but "now". */
  readonly windows: readonly string[];
}

export const NOTHING_COUNTED: Counted = { places: new Set(), sums: new Set(), windows: [] };

interface Loaded {
  readonly paths: readonly (LimitPath | undefined)[];
  readonly counted: Counted;
  readonly configuration: Configuration;
}

/** A limit that is not counted yet is registered, and then everything is read again. */
const MOST_TURNS = 5;

/** Paths of whose limits all are counted. */
export async function loadCounted(
  { db, tenantId, world }: { readonly db: Database; readonly tenantId: string; world(): World },
  subjects: readonly PathSubject[],
): Promise<Loaded> {
  for (let turn = 1; ; turn++) {
    const { now, configuration } = world();
    const paths = await loadPaths(db, { tenantId, now, configuration }, subjects);
    const counted = await readCounted(db, tenantId);
    const lacking = uncounted(paths, counted);
    if (lacking.length === 0) return { paths, counted, configuration };

    if (turn === MOST_TURNS) throw new Error(`not counted: ${JSON.stringify(lacking)}`);
    await transaction(db, (tx) => countWindows(tx, { tenantId, now, configuration }, lacking));
  }
}

export async function readCounted(db: Database, tenantId: string): Promise<Counted> {
  const rows = await readRows<WantedWindow>(
    db,
    Prisma.sql`SELECT scope, meter, "window" FROM counted_window WHERE tenant_id = ${tenantId}::uuid`,
  );
  return {
    places: new Set(rows.map(({ scope, meter }) => `${scope} ${meter}`)),
    sums: new Set(rows.map(sumKey)),
    windows: [...new Set(rows.map(({ window }) => window))].filter((window) => window !== NOW).sort(),
  };
}

function uncounted(loaded: readonly (LimitPath | undefined)[], { sums }: Counted): readonly WantedWindow[] {
  const wanted = new Map<string, WantedWindow>();
  for (const path of loaded) {
    for (const one of path ? wantedBy(path) : []) {
      const key = sumKey(one);
      if (!sums.has(key)) wanted.set(key, one);
    }
  }
  return [...wanted.values()];
}

function wantedBy({ limits, cohorts }: LimitPath): readonly WantedWindow[] {
  return [
    ...limits.map(({ subject, limit: { meter, window } }) => ({
      scope: subject.scope,
      meter,
      window: window.startsWith("rolling:") ? HOUR : window,
    })),
    // The row that a cohort is locked by.
    ...cohorts.map(({ parent, meter }) => ({ scope: parent.scope, meter, window: NOW })),
  ];
}

function sumKey({ scope, meter, window }: WantedWindow): string {
  return `${scope} ${meter} ${window}`;
}
