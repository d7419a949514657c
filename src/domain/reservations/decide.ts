import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../storage/database.ts";
import { isConflict, sqlState } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import { DomainError } from "../errors.ts";
import { isStale } from "../usage/counted.ts";
import { makePartitions } from "../usage/partitions.ts";
import { layOut } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { MOST_WAIT_MS, busyError, isBusy } from "./busy.ts";
import { decideBatch } from "./decide-batch.ts";
import type { DecidedBatch } from "./decide-batch.ts";
import { isEnd, isReserve, settleEnds, settleReserves } from "./settle.ts";
import type { EndWaiting, PlacedWaiting, Waiting } from "./settle.ts";
import { withPaths } from "./with-paths.ts";
import type { Paths } from "./paths.ts";

interface Deciding {
  readonly db: Database;
  readonly tenantId: string;
  readonly paths: Paths;
  /** Nodes whose rows were seen to be there. */
  readonly seen: Set<string>;
  world(): World;
}

const MOST_ATTEMPTS = 8;
const BACKOFF_MS = 5;
const MOST_SEEN = 200_000;

/** Decides a batch and settles every operation in it; one that cannot be decided fails none of the others. */
export async function decide(batch: readonly Waiting[], deciding: Deciding): Promise<void> {
  try {
    await decideTogether(batch, deciding);
  } catch (error) {
    const busy = isBusy(error);
    if (busy || batch.length === 1) {
      for (const { reject, operation } of batch) reject(busy ? busyError(MOST_WAIT_MS) : faultOf(error, operation));
      return;
    }
    // One of them is at fault: they are tried in ever smaller parts.
    const half = Math.ceil(batch.length / 2);
    await decide(batch.slice(0, half), deciding);
    await decide(batch.slice(half), deciding);
  }
}

/** PostgreSQL's numeric_value_out_of_range. */
const OUT_OF_RANGE = "22003";

/** With this amount a sum would grow beyond what is stored. */
function faultOf(error: unknown, operation: Waiting["operation"]): unknown {
  if (sqlState(error) !== OUT_OF_RANGE) return error;
  const [first] = operation.kind === "reserve" ? operation.ready.wanted : (operation.used ?? []);
  const meter = first?.meter ?? "";
  const amount = { typed: String(first?.amount ?? ""), meter, label: meter, decimals: 0 };
  return new DomainError({ kind: "amount-invalid", because: "too-large", ...amount });
}

async function decideTogether(batch: readonly Waiting[], deciding: Deciding): Promise<void> {
  const until = performance.now() + MOST_WAIT_MS;
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === MOST_ATTEMPTS || performance.now() > until;
    const ends = batch.filter(isEnd);
    const reserves = await withPaths(batch.filter(isReserve), deciding);
    if (reserves.length + ends.length === 0) return;
    const laidOut = layOut(reserves.map(({ path, waiting }) => ({ path, ready: waiting.operation.ready })));
    const decided = await tryOnce({ reserves, ends, laidOut, isLast }, deciding);
    if (decided) {
      for (const { key } of laidOut.nodes) deciding.seen.add(key);
      if (deciding.seen.size > MOST_SEEN) deciding.seen.clear();
      settleReserves(reserves, laidOut, decided);
      settleEnds(ends, decided.ended);
      return;
    }
    if (isLast) throw busyError(MOST_WAIT_MS);
  }
}

interface Turn {
  readonly reserves: readonly PlacedWaiting[];
  readonly ends: readonly EndWaiting[];
  readonly laidOut: Batch;
  readonly isLast: boolean;
}

/** undefined: something has changed meanwhile, and it is worth another try. */
async function tryOnce(turn: Turn, { db, tenantId, paths, seen, world }: Deciding): Promise<DecidedBatch | undefined> {
  const { reserves, ends, laidOut, isLast } = turn;
  const { now, configuration } = world();
  const operations = ends.map(({ operation }) => operation);
  await makePartitions(
    db,
    operations.filter(({ kind }) => kind === "commit").map(({ at }) => (at ?? now).getTime()),
  );
  try {
    const decided = await decideBatch(db, {
      tenantId,
      now,
      configuration,
      version: paths.version,
      windows: paths.windows,
      mayLackRows: laidOut.nodes.some(({ key }) => !seen.has(key)),
      reserves: reserves.map(({ path, waiting }) => ({ path, operation: waiting.operation })),
      laidOut,
      ends: operations,
    });
    if (!decided.isStale) return decided;
    paths.forget();
    return undefined;
  } catch (error) {
    if (isLast || !(await canRecover(error, { paths, seen }))) throw error;
    return undefined;
  }
}

/** Puts right what another try needs; false where it would end the same. */
async function canRecover(error: unknown, { paths, seen }: Pick<Deciding, "paths" | "seen">): Promise<boolean> {
  if (isStale(error)) {
    await paths.refreshWindows();
    return true;
  }
  if (sqlState(error) === "QM002") {
    seen.clear();
    return true;
  }
  if (!isConflict(error)) return false;
  await sleep(BACKOFF_MS * (0.5 + Math.random()));
  return true;
}
