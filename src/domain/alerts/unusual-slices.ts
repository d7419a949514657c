import { setTimeout as sleep } from "node:timers/promises";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { isOfKind } from "./alert-rule.ts";
import { byHalves } from "./by-halves.ts";
import type { Failed } from "./by-halves.ts";
import { rulesOfKinds } from "./find-rules.ts";
import type { SeriesOf } from "./observe/hour-series.ts";
import { activeIn, rankOf, scoreSlice } from "./observe/unusual.ts";
import type { Hour, Looking } from "./observe/unusual-score.ts";
import { keyOfTouched, readSetAside } from "./set-aside.ts";
import { nodesOf, setAsideUnusual } from "./set-aside-unusual.ts";

const HOUR_MS = 3_600_000;
/** So much is read at a time, more or less: a person's hours count once, sums of many ten times, that of all as everything. */
const SLICE = 200;
const weights = { person: 1, member: 1, organization: 10, tenant: SLICE } as const;
/** After some were looked at it rests so many times as long as that took: whoever waits for an alert comes first. */
const REST = 2;
/** Where more than this fail it is none of theirs: what is wrong is wrong for all, and they are tried again. */
const MOST_FAILING = 8;

/** Does it, and rests. */
export async function unhurried<Result>(work: () => Promise<Result>): Promise<Result> {
  const begun = performance.now();
  const result = await work();
  await sleep(REST * (performance.now() - begun));
  return result;
}

export async function readRules({ db }: World, tenantId: string) {
  return (await rulesOfKinds(db, tenantId, ["unusual"])).filter(isOfKind("unusual"));
}

export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

export function hoursAfter(hour: Date, hours: number): Date {
  return new Date(hour.getTime() + hours * HOUR_MS);
}

/** Reads without a transaction: what it finds is looked at again under the lock. */
export function lookOf(world: World, tenantId: string) {
  return { tx: world.db, context: systemContext(world, tenantId) };
}

/** Compares all but what cannot be compared, which is not to hold up the others. Throws where that is very much. */
export async function scoreApart(looking: Looking, hour: Hour, slice: readonly SeriesOf[]) {
  const { done, failed } = await byHalves(slice, (some) => scoreSlice(looking, hour, some));
  if (failed.length > MOST_FAILING) throw failed[0]?.error;
  return { observations: done.flat(), failed };
}

/** Those that used something in an hour, without whom comparing failed a while ago. */
export async function notAside(looking: Looking, hour: Hour): Promise<readonly SeriesOf[]> {
  const { tx, context } = looking.look;
  const aside = await readSetAside(tx, context);
  const active = await activeIn(looking, hour);
  return aside.size === 0 ? active : active.filter((one) => !aside.get(keyOfTouched(nodesOf(one)))?.has("unusual"));
}

/** Resolves to why. */
export async function leaveOut(context: Context, failed: readonly Failed<SeriesOf>[]): Promise<readonly unknown[]> {
  if (failed.length > 0) await setAsideUnusual(context, failed);
  return failed.map(({ error }) => error);
}

/** The first ones that are looked at together, at least one; what may explain others is settled before those are looked at. */
export function sliceOf({ tree }: Pick<Looking, "tree">, asked: readonly SeriesOf[]): readonly SeriesOf[] {
  const [first] = asked;
  if (!first) return [];
  const rank = rankOf(first, tree);
  let sum = 0;
  const end = asked.findIndex((one) => {
    const isFull = sum >= SLICE;
    sum += weights[one.subject.scope];
    return isFull || rankOf(one, tree) !== rank;
  });
  return end < 0 ? asked : asked.slice(0, end);
}

/** Once everything else is done. */
export function reportAll(failures: readonly unknown[]): void {
  if (failures.length > 0) throw new AggregateError(failures, "not everything unusual was looked for");
}
