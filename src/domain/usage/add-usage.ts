import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../storage/database.ts";
import { isConflict, isUniqueViolation, sqlState } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import { addAnyUsage } from "./add-any-usage.ts";
import type { AddingUsage, Addition } from "./add-any-usage.ts";
import { addFreshUsage } from "./add-fresh-usage.ts";
import { countedWindows, forgetCountedWindows, isStale } from "./counted.ts";
import { forgetPartitions, isPartitionMissing, makePartitions } from "./partitions.ts";
import type { UsageRow } from "./usage-row.ts";

const ATTEMPTS = 8;
const BACKOFF_MS = 10;

/** Tenants whose last batch held something that had come before: more of it is likely. */
const repeating = new WeakMap<Database, Set<string>>();

/** PostgreSQL's numeric_value_out_of_range. */
const OUT_OF_RANGE = "22003";

/**
 * Writes events and counts them, all in one transaction of one statement: what became of each, in their order; null
 * when all were accepted. Tries again where others were in the way. Where a sum would grow beyond what is stored, in
 * ever smaller parts, so that only those events are refused with which it would.
 */
export async function addUsage(
  world: World,
  tenantId: string,
  rows: readonly UsageRow[],
): Promise<readonly Addition[] | null> {
  try {
    return await addTogether(world, tenantId, rows);
  } catch (error) {
    if (sqlState(error) !== OUT_OF_RANGE) throw error;
    if (rows.length === 1) return ["sum_too_large"];
    const half = Math.ceil(rows.length / 2);
    const [first, second] = [rows.slice(0, half), rows.slice(half)];
    const added = await addUsage(world, tenantId, first);
    return [...(added ?? accepted(first)), ...((await addUsage(world, tenantId, second)) ?? accepted(second))];
  }
}

function accepted(rows: readonly UsageRow[]): readonly Addition[] {
  return rows.map(() => "accepted");
}

async function addTogether(
  world: World,
  tenantId: string,
  rows: readonly UsageRow[],
): Promise<readonly Addition[] | null> {
  const { db } = world;
  const wary = repeating.get(db) ?? new Set<string>();
  repeating.set(db, wary);
  if (!wary.has(tenantId) && rows.every(isPlain)) {
    if (await countsAll({ tenantId, world }, rows)) return null;
    wary.add(tenantId);
  }

  const additions = await persistently({ tenantId, world }, rows, (adding) => addAnyUsage(adding, rows));
  if (additions === null) wary.delete(tenantId);
  return additions;
}

function isPlain({ kind, corrects }: UsageRow): boolean {
  return kind === "add" && corrects === null;
}

/** False when some of the rows were known already: then nothing was done. */
async function countsAll(into: Into, rows: readonly UsageRow[]): Promise<boolean> {
  try {
    await persistently(into, rows, (adding) => addFreshUsage(adding, rows));
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

type Into = Omit<AddingUsage, "windows">;

async function persistently<Result>(
  into: Into,
  rows: readonly UsageRow[],
  work: (adding: AddingUsage) => Promise<Result>,
): Promise<Result> {
  const { tenantId, world } = into;
  const times = rows.map(({ at }) => at);
  for (let attempt = 1; ; attempt++) {
    await makePartitions(world.db, times);
    const windows = await countedWindows(world.db, tenantId);
    try {
      return await work({ ...into, windows });
    } catch (error) {
      const isTransient = isStale(error) || isPartitionMissing(error) || isConflict(error);
      if (attempt >= ATTEMPTS || !isTransient) throw error;
      forgetCountedWindows(world.db, tenantId);
      forgetPartitions(world.db);
      await sleep(BACKOFF_MS * 2 ** attempt * Math.random());
    }
  }
}
