import { runStatement } from "../../storage/read.ts";
import type { Database } from "../../storage/database.ts";
import type { World } from "../context.ts";
import { refuse } from "../errors.ts";
import { decisionOf, isRefusing, refusedOutright, statesOf } from "./answer.ts";
import type { Standing } from "./answer.ts";
import { layOut } from "./batch.ts";
import type { Batch, Plan } from "./batch.ts";
import type { CompiledPath } from "./compiled-path.ts";
import type { Decision } from "./decision.ts";
import type { Fitting } from "./fits-at.ts";
import { readUnits } from "./literals.ts";
import type { ReadyAsk } from "./operation.ts";
import { placeParameters } from "./parameters.ts";
import { keyOf } from "./paths.ts";
import type { Paths } from "./paths.ts";
import { sharedLimit } from "./settle.ts";
import { whatIsMissing } from "./with-paths.ts";

/** Answers what a reservation would be answered, without a lock. */
export type Check = (ready: ReadyAsk) => Promise<Decision>;

interface Checking {
  readonly db: Database;
  readonly tenantId: string;
  readonly paths: Paths;
  readonly fitting: Fitting;
  world(): World;
}

const MOST_TOGETHER = 256;
/** When limits change again and again, an answer by those of a moment ago is better than none. */
const MOST_TURNS = 4;

interface Looking {
  readonly path: CompiledPath;
  readonly ready: ReadyAsk;
  resolve(seen: Seen): void;
  reject(error: unknown): void;
}

interface Seen {
  readonly plan: Plan;
  readonly batch: Batch;
  readonly standing: Standing;
  readonly version: string;
}

export function createCheck({ db, tenantId, paths, fitting, world }: Checking): Check {
  const look = lookTogether(db, tenantId);
  return async (ready) => {
    for (let turn = 1; ; turn++) {
      const path = paths.known(ready.ask, world()) ?? (await paths.load([ready.ask])).get(keyOf(ready.ask));
      if (!path) return refuse(await whatIsMissing(paths, ready.ask));
      const seen = await look(path, ready);
      if (seen.version === path.path.version || turn === MOST_TURNS)
        return refusedOutright(path, ready) ?? answer(seen, fitting);
      paths.forget();
    }
  };
}

async function answer({ plan, batch, standing }: Seen, fitting: Fitting): Promise<Decision> {
  const asked = statesOf(plan, batch, standing);
  const allowed = !asked.some(isRefusing) && hasRoomInCohorts(plan, batch, standing);
  const decision = decisionOf(asked, allowed, sharedLimit(plan, asked));
  return allowed ? decision : { ...decision, fitsAt: await fitting(asked) };
}

/** As qm_fit: what members use and hold beyond what is guaranteed to them must fit the capacity. */
function hasRoomInCohorts({ shares }: Plan, { cohorts, sums }: Batch, { used, held }: Standing): boolean {
  return shares.every(({ cohort: place, member: own, asked }) => {
    const cohort = cohorts[place];
    const total = cohort?.members.reduce((sum, { guaranteed }, member) => {
      const at = cohort.memberPlaces[member] ?? 0;
      const uses = (used[at] ?? 0n) + (held[sums[at]?.nodePlace ?? 0] ?? 0n) + (member === own ? asked : 0n);
      return uses > guaranteed ? sum + uses - guaranteed : sum;
    }, 0n);
    return !cohort || (total ?? 0n) <= cohort.capacity;
  });
}

interface Row {
  readonly version: string;
  readonly used: string | null;
  readonly held: string | null;
}

/** What is looked up at the same time is looked up in one statement. */
function lookTogether(db: Database, tenantId: string) {
  let waiting: Looking[] = [];
  const begin = () => {
    const batch = waiting.slice(0, MOST_TOGETHER);
    waiting = waiting.slice(MOST_TOGETHER);
    if (waiting.length > 0) setImmediate(begin);
    lookUp(db, tenantId, batch).catch((error: unknown) => batch.forEach(({ reject }) => reject(error)));
  };
  return (path: CompiledPath, ready: ReadyAsk) =>
    new Promise<Seen>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(begin);
      waiting.push({ path, ready, resolve, reject });
    });
}

async function lookUp(db: Database, tenantId: string, looking: readonly Looking[]): Promise<void> {
  const batch = layOut(looking, { onlyLooking: true });
  const places = placeParameters(batch);
  const names = ["node_organizations", "node_people", "node_meters"];
  const limits = ["limit_organizations", "limit_people", "limit_meters", "limit_windows", "limit_from", "limit_to"];
  const [row] = await runStatement<Row>(db, {
    text: "SELECT version, used::text, held::text FROM qm_look($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    values: [tenantId, ...[...names, ...limits].map((name) => places[name] ?? "{}")],
  });
  if (!row) throw new Error("qm_look gave no row");
  const standing = { used: readUnits(row.used), held: readUnits(row.held) };
  looking.forEach(({ resolve }, index) => {
    const plan = batch.plans[index];
    if (plan) resolve({ plan, batch, standing, version: row.version });
  });
}
