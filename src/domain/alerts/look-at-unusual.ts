import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { isOfKind } from "./alert-rule.ts";
import { rulesOfKinds } from "./find-rules.ts";
import { byHalves } from "./by-halves.ts";
import { each } from "./each.ts";
import { isDue } from "./look-by-clock.ts";
import { keepAccelerators, newAccelerators } from "./observe/accelerators.ts";
import { listSignals } from "./observe/behaviour.ts";
import type { SeriesOf } from "./observe/hour-series.ts";
import { activeIn, lookFrom, placeIn, scoreSlice } from "./observe/unusual.ts";
import type { Looking } from "./observe/unusual.ts";
import { observeSignals } from "./observe/unusual-signals.ts";
import type { Hour } from "./observe/unusual-scored.ts";
import { evaluatingSoon } from "./evaluating.ts";
import { keyOfTouched, readSetAside } from "./set-aside.ts";
import { nodesOf, setAsideUnusual } from "./set-aside-unusual.ts";
import { readFacts } from "./facts.ts";
import { settleObservations } from "./settle.ts";
import { moveOn, settleFound } from "./settle-unusual.ts";
import type { Progress } from "./settle-unusual.ts";

const HOUR_MS = 3_600_000;
/** How often the hour that lasts is looked at, and what people do. */
const EVERY_MS = 5 * 60_000;
/** After the program was down, hours are made up for so far back. */
const MOST_HOURS = 24;
/** So much is read at a time, more or less: a person's hours count once, sums of many ten times, that of all as everything. */
const SLICE = 200;
const weights = { person: 1, member: 1, organization: 10, tenant: SLICE } as const;
/** So many are compared at each of the clock's looks; the next one, seconds later, goes on from there. */
const MOST_AT_ONCE = 2_000;

/**
 * Looks for unusual use (semantics E10): at each hour once it is over, at the one that lasts, and at behaviour. All is read
 * and reckoned without holding the tenant's evaluation; what is found is settled a few at a time. How far hours have been
 * compared is written down, so that each is compared once, by whatever instance. Returns how many were compared.
 */
export async function lookAtUnusual(world: World, tenantId: string, since: Date | undefined): Promise<number> {
  const compared = await compareHours(world, tenantId);
  if (!isDue(EVERY_MS, since, world.now)) return compared;

  // What fails in one does not keep the other from being looked at.
  const lasting = await each([lookAtLastingHour, lookAtBehaviour], (look) => look(world, tenantId));
  return compared + lasting;
}

async function readRules({ db }: World, tenantId: string) {
  return (await rulesOfKinds(db, tenantId, ["unusual"])).filter(isOfKind("unusual"));
}

function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

function hoursAfter(hour: Date, hours: number): Date {
  return new Date(hour.getTime() + hours * HOUR_MS);
}

async function compareHours(world: World, tenantId: string): Promise<number> {
  let at = await beginAt(world, tenantId);
  const end = hourOf(world.now);
  if (!at || at.hour >= end) return 0;

  const rules = await readRules(world, tenantId);
  const looking = await lookFrom(lookOf(world, tenantId), rules, at.hour);
  const failures: unknown[] = [];
  let compared = 0;
  while (at && at.hour < end && compared < MOST_AT_ONCE) {
    const { next, count, failures: some } = await compareSome(world, looking, at);
    failures.push(...some);
    compared += count;
    at = next;
  }
  reportAll(failures);
  return compared;
}

/** Once everything else is done. */
function reportAll(failures: readonly unknown[]): void {
  if (failures.length > 0) throw new AggregateError(failures, "not everything unusual was looked for");
}

/** Reads without a transaction: what it finds is looked at again under the lock. */
function lookOf(world: World, tenantId: string) {
  return { tx: world.db, context: systemContext(world, tenantId) };
}

/** Where to go on: not further back than a day, nor ahead of the clock. undefined: another is about to begin. */
async function beginAt(world: World, tenantId: string): Promise<Progress | undefined> {
  const now = hourOf(world.now);
  const [row] = await world.db.$queryRaw<readonly { hour: Date | null; place: string }[]>`
    SELECT unusual_hour AS hour, unusual_place AS place FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid`;
  if (!row) return undefined;

  const earliest = hoursAfter(now, row.hour ? -MOST_HOURS : -1);
  if (row.hour && row.hour >= earliest && row.hour <= now) return { hour: row.hour, place: row.place };
  const hour = row.hour && row.hour > now ? now : earliest;
  const moved = await world.db.$executeRaw`
    UPDATE alert_evaluation SET unusual_hour = ${hour}::timestamptz, unusual_place = ''
    WHERE tenant_id = ${tenantId}::uuid AND unusual_hour IS NOT DISTINCT FROM ${row.hour}::timestamptz`;
  return moved > 0 ? { hour, place: "" } : undefined;
}

interface Compared {
  /** undefined: another is at it. */
  readonly next: Progress | undefined;
  readonly count: number;
  /** Why some were left out. */
  readonly failures: readonly unknown[];
}

/** Compares the next slice of an hour; after the last one what did not come up is over. */
async function compareSome(world: World, looking: Looking, at: Progress): Promise<Compared> {
  const { rules, look } = looking;
  const { tenantId } = look.context;
  const active = rules.length > 0 ? await notAside(looking, { hour: at.hour, isOver: true }) : [];
  const slice = sliceOf(active.filter((one) => placeIn(one) > at.place));
  const last = slice.at(-1);
  const next = last ? { hour: at.hour, place: placeIn(last) } : { hour: hoursAfter(at.hour, 1), place: "" };
  const { observations, failed } = await scoreApart(looking, { hour: at.hour, isOver: true }, slice);
  const seen = new Set(observations.map(({ ruleId, about, meter }) => `${ruleId} ${about.subjectKey} ${meter}`));
  const places = new Set((last ? slice : active).map(placeIn));
  const unknown = new Set(failed.map(({ item }) => placeIn(item)));
  const isOfThese = (place: string) => places.has(place) === (last !== undefined) && !unknown.has(place);
  const fallen = (await openIn(look.context)).filter(
    ({ ruleId, subjectKey, meter, facts }) =>
      isOfThese(`${subjectKey} ${meter}`) &&
      !seen.has(`${ruleId} ${subjectKey} ${meter}`) &&
      // What came up in a later hour is judged by that one.
      (readFacts(facts).hour ?? at.hour) <= at.hour,
  );
  const found = { rules, observations, fallen: fallen.map(({ id }) => id) };
  const settled = await settleFound(world, tenantId, found, at);
  const isDone = settled.isDone && (await moveOn(world, tenantId, at, next));
  const failures = [...(await leaveOut(look.context, failed)), ...settled.failures];
  return { next: isDone ? next : undefined, count: slice.length, failures };
}

/** Compares all but what cannot be compared, which is not to hold up the others. */
async function scoreApart(looking: Looking, hour: Hour, slice: readonly SeriesOf[]) {
  const { done, failed } = await byHalves(slice, (some) => scoreSlice(looking, hour, some));
  return { observations: done.flat(), failed };
}

/** Those that used something in an hour, without whom comparing failed a while ago. */
async function notAside(looking: Looking, hour: Hour): Promise<readonly SeriesOf[]> {
  const { tx, context } = looking.look;
  const aside = await readSetAside(tx, context);
  const active = await activeIn(looking, hour);
  return aside.size === 0 ? active : active.filter((one) => !aside.get(keyOfTouched(nodesOf(one)))?.has("unusual"));
}

/** Resolves to why. */
async function leaveOut(
  context: Context,
  failed: readonly { readonly item: SeriesOf; readonly error: unknown }[],
): Promise<readonly unknown[]> {
  if (failed.length > 0) await setAsideUnusual(context, failed);
  return failed.map(({ error }) => error);
}

/** The first ones that are looked at together, at least one. */
function sliceOf(asked: readonly SeriesOf[]): readonly SeriesOf[] {
  let sum = 0;
  const enough = asked.findIndex(({ subject }) => (sum += weights[subject.scope]) >= SLICE);
  return enough < 0 ? asked : asked.slice(0, enough + 1);
}

/** Those of use: signals end with their window. */
function openIn({ db, tenantId }: Context) {
  return db.alert.findMany({
    where: { tenantId, kind: "unusual", phase: { not: "resolved" }, windowEnd: null },
    select: { id: true, ruleId: true, subjectKey: true, meter: true, facts: true },
    orderBy: { id: "asc" },
  });
}

async function lookAtLastingHour(world: World, tenantId: string): Promise<number> {
  const rules = await readRules(world, tenantId);
  if (rules.length === 0) return 0;
  const hour = { hour: hourOf(world.now), isOver: false };
  const looking = await lookFrom(lookOf(world, tenantId), rules, hour.hour);
  const active = await notAside(looking, hour);
  const failures: unknown[] = [];
  for (let left = active; left.length > 0;) {
    const slice = sliceOf(left);
    left = left.slice(slice.length);
    const { observations, failed } = await scoreApart(looking, hour, slice);
    const settled = await settleFound(world, tenantId, { rules, observations, fallen: [] });
    failures.push(...(await leaveOut(looking.look.context, failed)), ...settled.failures);
    if (!settled.isDone) break;
  }
  reportAll(failures);
  return active.length;
}

async function lookAtBehaviour(world: World, tenantId: string): Promise<number> {
  const rules = await readRules(world, tenantId);
  if (rules.length === 0) return 0;
  const look = lookOf(world, tenantId);
  const uses = await newAccelerators(look);
  const others = await listSignals(look);
  const { past } = await lookFrom(look, rules, hourOf(world.now));
  const personIds = [...new Set([...uses, ...others].map(({ personId }) => personId))];
  return each(personIds, async (personId) => {
    const isTheirs = (one: { readonly personId: string }) => one.personId === personId;
    const told = await evaluatingSoon(world, tenantId, async (tx, context) => {
      const first = await keepAccelerators({ tx, context }, uses.filter(isTheirs));
      const signals = [...first, ...others.filter(isTheirs)];
      return settleObservations(tx, context, await observeSignals({ tx, context }, rules, { signals, past }));
    });
    return told ?? 0;
  });
}
