import type { Database } from "../../storage/database.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { World } from "../context.ts";
import type { LimitPath } from "../quotas/limit.ts";
import type { PathSubject } from "../quotas/load-path.ts";
import { compilePath } from "./compiled-path.ts";
import type { CompiledPath } from "./compiled-path.ts";
import { gathered } from "./gathered.ts";
import { NOTHING_COUNTED, loadCounted, readCounted } from "./load-counted.ts";

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
export function createPaths(options: PathsOptions): Paths {
  const paths = new Map<string, CompiledPath>();
  let version = "0";
  let counted = NOTHING_COUNTED;
  let loadedFor: string | undefined;

  const isCounted = (scope: string, meter: string) => counted.places.has(`${scope} ${meter}`);
  const keep = (key: string, path: LimitPath): CompiledPath => {
    if (path.version !== version) paths.clear();
    version = path.version;
    const compiled = compilePath(path, isCounted);
    keepBounded(paths, key, compiled);
    return compiled;
  };

  const load = gathered(async (subjects: readonly PathSubject[]) => {
    const found: Found = new Map();
    for (let from = 0; from < subjects.length; from += MOST_AT_ONCE) {
      const some = subjects.slice(from, from + MOST_AT_ONCE);
      const loaded = await loadCounted(options, some);
      const source = sourceOf(loaded.configuration);
      if (source !== loadedFor) paths.clear();
      loadedFor = source;
      ({ counted } = loaded);
      some.forEach((subject, index) => {
        const path = loaded.paths[index];
        found.set(keyOf(subject), path && keep(keyOf(subject), path));
      });
    }
    return found;
  }, keyOf);

  return {
    get version() {
      return version;
    },
    get windows() {
      return counted.windows;
    },
    known(subject, { now, configuration }) {
      const path = sourceOf(configuration) === loadedFor ? paths.get(keyOf(subject)) : undefined;
      return path && now.getTime() < path.validUntil ? path : undefined;
    },
    load,
    async refreshWindows() {
      counted = await readCounted(options.db, options.tenantId);
    },
    forget() {
      paths.clear();
    },
  };
}

function keepBounded(paths: Map<string, CompiledPath>, key: string, path: CompiledPath): void {
  const oldest = paths.size >= MOST_PATHS ? paths.keys().next().value : undefined;
  if (oldest !== undefined) paths.delete(oldest);
  paths.set(key, path);
}

/** Which configuration it is. */
function sourceOf({ source: { hash, loadedAt } }: Configuration): string {
  return `${hash} ${loadedAt.getTime()}`;
}

export function keyOf({ personId, organizationId }: PathSubject): string {
  return `${personId ?? ""} ${organizationId ?? ""}`;
}
