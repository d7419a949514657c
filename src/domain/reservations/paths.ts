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
import { compilePath } from "./compiled-path.ts";
import type { CompiledPath } from "./compiled-path.ts";

/** The paths of one tenant's people and organizations, as far as they were asked for. */
export interface Paths {
  /** Of the tenant's limits that everything here was derived from; "0" before anything was read. */
  readonly version: string;
  /** That usage is counted in. */
  readonly windows: readonly string[];
  /** What is known and holds now. */
  known(subject: PathSubject, world: Pick<World, "now" | "configuration">): CompiledPath | undefined;
  /** Reads paths anew, by `keyOf`. undefined: there is no such subject, or the person does not belong there. */
  load(subjects: readonly PathSubject[]): Promise<Found>;
  refreshWindows(): Promise<void>;
  /** Limits have changed: everything is read anew. */
  forget(): void;
}

export type Found = Map<string, CompiledPath | undefined>;

interface PathsOptions {
  readonly db: Database;
  readonly tenantId: string;
  world(): World;
}

const MOST_PATHS = 20_000;
const MOST_AT_ONCE = 500;
/** A limit that is not counted yet is registered, and then everything is read again. */
const MOST_TURNS = 3;

interface Counted {
  readonly places: ReadonlySet<string>;
  readonly sums: ReadonlySet<string>;
  readonly windows: readonly string[];
}

const NOTHING: Counted = { places: new Set(), sums: new Set(), windows: [] };

export function createPaths({ db, tenantId, world }: PathsOptions): Paths {
  const paths = new Map<string, CompiledPath>();
  let version = "0";
  let counted = NOTHING;
  let configuration: Configuration | undefined;

  const isCounted = (scope: string, meter: string) => counted.places.has(`${scope} ${meter}`);
  const keep = (key: string, path: LimitPath): CompiledPath => {
    if (path.version !== version) paths.clear();
    version = path.version;
    const oldest = paths.size >= MOST_PATHS ? paths.keys().next().value : undefined;
    if (oldest !== undefined) paths.delete(oldest);
    const compiled = compilePath(path, isCounted);
    paths.set(key, compiled);
    return compiled;
  };

  const read = async (subjects: readonly PathSubject[], found: Found) => {
    for (let turn = 1; ; turn++) {
      const { now, configuration: current } = world();
      const loaded = await loadPaths(db, { tenantId, now, configuration: current }, subjects);
      counted = await readCounted(db, tenantId);
      if (current !== configuration) paths.clear();
      configuration = current;
      const lacking = uncounted(loaded, counted);
      if (lacking.length === 0) {
        subjects.forEach((subject, index) => {
          const path = loaded[index];
          found.set(keyOf(subject), path && keep(keyOf(subject), path));
        });
        return;
      }
      if (turn === MOST_TURNS) throw new Error(`not counted: ${JSON.stringify(lacking)}`);
      await transaction(db, (tx) => countWindows(tx, { tenantId, now, configuration: current }, lacking));
    }
  };

  const loadTogether = gathered(async (subjects: readonly PathSubject[]) => {
    const found: Found = new Map();
    for (let from = 0; from < subjects.length; from += MOST_AT_ONCE)
      await read(subjects.slice(from, from + MOST_AT_ONCE), found);
    return found;
  });

  return {
    get version() {
      return version;
    },
    get windows() {
      return counted.windows;
    },
    known(subject, { now, configuration: current }) {
      const path = current === configuration ? paths.get(keyOf(subject)) : undefined;
      return path && now.getTime() < path.validUntil ? path : undefined;
    },
    load: loadTogether,
    async refreshWindows() {
      counted = await readCounted(db, tenantId);
    },
    forget() {
      paths.clear();
    },
  };
}

/** What is asked for while an answer is under way is asked for together, after it. */
function gathered(load: (subjects: readonly PathSubject[]) => Promise<Found>): Paths["load"] {
  let pending = new Map<string, PathSubject>();
  let next: Promise<Found> | undefined;
  let current: Promise<unknown> = Promise.resolve();
  return (subjects) => {
    for (const subject of subjects) pending.set(keyOf(subject), subject);
    next ??= current.then(() => {
      const all = [...pending.values()];
      pending = new Map();
      next = undefined;
      const loading = load(all);
      current = loading.catch(() => undefined);
      return loading;
    });
    return next;
  };
}

export function keyOf({ personId, organizationId }: PathSubject): string {
  return `${personId ?? ""} ${organizationId ?? ""}`;
}

async function readCounted(db: Database, tenantId: string): Promise<Counted> {
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
