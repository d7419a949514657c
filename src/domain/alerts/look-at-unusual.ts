import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { isOfKind } from "./alert-rule.ts";
import { rulesOfKinds } from "./find-rules.ts";
import { isDue } from "./look-by-clock.ts";
import { keepAccelerators, newAccelerators } from "./observe/accelerators.ts";
import { listSignals } from "./observe/behaviour.ts";
import type { SeriesOf } from "./observe/hour-series.ts";
import { activeIn, lookFrom, placeIn, scoreSlice } from "./observe/unusual.ts";
import type { Looking } from "./observe/unusual.ts";
import { observeSignals } from "./observe/unusual-signals.ts";
import { evaluatingSoon } from "./evaluating.ts";
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

  const lasting = await lookAtLastingHour(world, tenantId);
  await lookAtBehaviour(world, tenantId);
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
  let compared = 0;
  while (at && at.hour < end && compared < MOST_AT_ONCE) {
    const { next, count } = await compareSome(world, looking, at);
    compared += count;
    at = next;
  }
  return compared;
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
}

/** Compares the next slice of an hour; after the last one what did not come up is over. */
async function compareSome(world: World, looking: Looking, at: Progress): Promise<Compared> {
  const { rules, look } = looking;
  const { tenantId } = look.context;
  const active = rules.length > 0 ? await activeIn(looking, { hour: at.hour, isOver: true }) : [];
  const slice = sliceOf(active.filter((one) => placeIn(one) > at.place));
  const last = slice.at(-1);
  const next = last ? { hour: at.hour, place: placeIn(last) } : { hour: hoursAfter(at.hour, 1), place: "" };
  const observations = await scoreSlice(looking, { hour: at.hour, isOver: true }, slice).catch(
    async (error: unknown) => {
      // What cannot be compared is not to hold up all others in every hour.
      await moveOn(world, tenantId, at, next);
      throw error;
    },
  );
  const seen = new Set(observations.map(({ ruleId, about, meter }) => `${ruleId} ${about.subjectKey} ${meter}`));
  const places = new Set((last ? slice : active).map(placeIn));
  const isOfThese = (place: string) => places.has(place) === (last !== undefined);
  const fallen = (await openIn(look.context)).filter(
    ({ ruleId, subjectKey, meter, facts }) =>
      isOfThese(`${subjectKey} ${meter}`) &&
      !seen.has(`${ruleId} ${subjectKey} ${meter}`) &&
      // What came up in a later hour is judged by that one.
      (readFacts(facts).hour ?? at.hour) <= at.hour,
  );
  const found = { rules, observations, fallen: fallen.map(({ id }) => id) };
  const isDone = (await settleFound(world, tenantId, found, at)) && (await moveOn(world, tenantId, at, next));
  return { next: isDone ? next : undefined, count: slice.length };
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
  const active = await activeIn(looking, hour);
  for (let left = active; left.length > 0;) {
    const slice = sliceOf(left);
    left = left.slice(slice.length);
    const observations = await scoreSlice(looking, hour, slice);
    if (!(await settleFound(world, tenantId, { rules, observations, fallen: [] }))) break;
  }
  return active.length;
}

async function lookAtBehaviour(world: World, tenantId: string): Promise<void> {
  const rules = await readRules(world, tenantId);
  if (rules.length === 0) return;
  const look = lookOf(world, tenantId);
  const uses = await newAccelerators(look);
  const others = await listSignals(look);
  const { past } = await lookFrom(look, rules, hourOf(world.now));
  const personIds = [...new Set([...uses, ...others].map(({ personId }) => personId))];
  for (const personId of personIds) {
    const isTheirs = (one: { readonly personId: string }) => one.personId === personId;
    await evaluatingSoon(world, tenantId, async (tx, context) => {
      const first = await keepAccelerators({ tx, context }, uses.filter(isTheirs));
      const signals = [...first, ...others.filter(isTheirs)];
      return settleObservations(tx, context, await observeSignals({ tx, context }, rules, { signals, past }));
    });
  }
}
