import type { Database } from "../../storage/database.ts";
import type { Context, World } from "../context.ts";
import type { LimitPath } from "../quotas/limit.ts";
import { readVersion } from "../quotas/read-limits.ts";
import { createPaths, keyOf } from "../reservations/paths.ts";
import type { Paths } from "../reservations/paths.ts";
import type { Touched } from "./observe/look.ts";
import type { TouchedSubject } from "./touched.ts";

interface Kept {
  readonly paths: Paths;
  /** Of the latest evaluation: paths are loaded as of its instant and configuration. */
  world: World;
}

const kept = new WeakMap<Database, Map<string, Kept>>();

/**
 * The limits that bind each of these, kept in memory until limits change. Who is no longer in that organization is looked
 * at alone, as is the organization; what is not in this tenant, or deleted, is left out.
 */
export async function pathsTouched(context: Context, touched: readonly TouchedSubject[]): Promise<readonly Touched[]> {
  const paths = await freshPaths(context);
  const found = await findPaths(paths, context, touched);
  const apart = touched.filter((one) => !found.has(keyOf(one))).flatMap(apartOf);
  const others = await findPaths(paths, context, apart);
  return [...placed(touched, found), ...placed(apart, others)];
}

async function freshPaths(context: Context): Promise<Paths> {
  const { db, tenantId } = context;
  const ofDatabase = kept.get(db) ?? new Map<string, Kept>();
  kept.set(db, ofDatabase);
  const known = ofDatabase.get(tenantId);
  if (known) known.world = context;
  const one = known ?? createKept(context);
  ofDatabase.set(tenantId, one);
  if ((await readVersion(db, tenantId)) !== one.paths.version) one.paths.forget();
  return one.paths;
}

function createKept(context: Context): Kept {
  const { db, tenantId } = context;
  const one: Kept = { world: context, paths: createPaths({ db, tenantId, world: () => one.world }) };
  return one;
}

async function findPaths(
  paths: Paths,
  context: Context,
  subjects: readonly TouchedSubject[],
): Promise<ReadonlyMap<string, LimitPath>> {
  const found = new Map<string, LimitPath>();
  const lacking = subjects.filter((subject) => {
    const known = paths.known(subject, context);
    if (known) found.set(keyOf(subject), known.path);
    return !known;
  });
  if (lacking.length === 0) return found;
  for (const [key, compiled] of await paths.load(lacking)) if (compiled) found.set(key, compiled.path);
  return found;
}

function apartOf({ personId, organizationId, meters }: TouchedSubject): readonly TouchedSubject[] {
  return personId && organizationId
    ? [
        { personId, meters },
        { organizationId, meters },
      ]
    : [];
}

function placed(touched: readonly TouchedSubject[], found: ReadonlyMap<string, LimitPath>): readonly Touched[] {
  return touched.flatMap((one) => {
    const path = found.get(keyOf(one));
    return path ? [{ path, meters: one.meters }] : [];
  });
}
