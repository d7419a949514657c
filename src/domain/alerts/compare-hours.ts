import type { Context, World } from "../context.ts";
import { eachTenant } from "./each.ts";
import { readFacts } from "./facts.ts";
import type { SeriesOf } from "./observe/hour-series.ts";
import { lookFrom, placeIn, seriesKey } from "./observe/unusual.ts";
import type { Looking } from "./observe/unusual-score.ts";
import { moveOn, settleFound } from "./settle-unusual.ts";
import type { Progress } from "./settle-unusual.ts";
import {
  hourOf,
  hoursAfter,
  leaveOut,
  lookOf,
  notAside,
  readRules,
  reportAll,
  scoreApart,
  sliceOf,
  unhurried,
} from "./unusual-slices.ts";

/** After the program was down, hours are made up for so far back. */
const MOST_HOURS = 24;
/** So many are compared at each of the clock's looks; the next one, seconds later, goes on from there. */
const MOST_AT_ONCE = 2_000;

/**
 * Compares hours that are over (semantics E10). All is read and reckoned without holding the tenant's evaluation; what is
 * found is settled a few at a time. How far hours have been compared is written down, so that each is compared once, by
 * whatever instance. Returns how many series were compared.
 */
export function compareHours(world: World): Promise<number> {
  return eachTenant(world, (tenantId) => compareHoursOf(world, tenantId));
}

async function compareHoursOf(world: World, tenantId: string): Promise<number> {
  let at = await beginAt(world, tenantId);
  const end = hourOf(world.now);
  if (!at || at.hour >= end) return 0;

  const rules = await readRules(world, tenantId);
  const looking = await lookFrom(lookOf(world, tenantId), rules, at.hour);
  const failures: unknown[] = [];
  let compared = 0;
  let active: Active | undefined;
  while (at && at.hour < end && compared < MOST_AT_ONCE) {
    const from: Progress = at;
    active = active?.hour === from.hour ? active : await activeAt(looking, from.hour);
    const { series } = active;
    const { next, count, failures: some } = await unhurried(() => compareSome(world, looking, { at: from, series }));
    failures.push(...some);
    compared += count;
    at = next;
  }
  reportAll(failures);
  return compared;
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

interface Active {
  readonly hour: Date;
  readonly series: readonly SeriesOf[];
}

async function activeAt(looking: Looking, hour: Date): Promise<Active> {
  return { hour, series: looking.rules.length > 0 ? await notAside(looking, { hour, isOver: true }) : [] };
}

interface Comparing {
  readonly at: Progress;
  /** All that were active in that hour. */
  readonly series: readonly SeriesOf[];
}

interface Compared {
  /** undefined: another is at it. */
  readonly next: Progress | undefined;
  readonly count: number;
  /** Why some were left out. */
  readonly failures: readonly unknown[];
}

/** Compares the next slice of an hour; after the last one what did not come up is over. */
async function compareSome(world: World, looking: Looking, { at, series }: Comparing): Promise<Compared> {
  const { rules, look, tree } = looking;
  const { tenantId } = look.context;
  const slice = sliceOf(
    looking,
    series.filter((one) => placeIn(one, tree) > at.place),
  );
  const last = slice.at(-1);
  const next = last ? { hour: at.hour, place: placeIn(last, tree) } : { hour: hoursAfter(at.hour, 1), place: "" };
  const { observations, failed } = await scoreApart(looking, { hour: at.hour, isOver: true }, slice);
  const seen = new Set(observations.map(({ ruleId, about, meter }) => `${ruleId} ${about.subjectKey} ${meter}`));
  const places = new Set((last ? slice : series).map(seriesKey));
  const unknown = new Set(failed.map(({ item }) => seriesKey(item)));
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

/** Those of use: signals end with their window. */
function openIn({ db, tenantId }: Context) {
  return db.alert.findMany({
    where: { tenantId, kind: "unusual", phase: { not: "resolved" }, windowEnd: null },
    select: { id: true, ruleId: true, subjectKey: true, meter: true, facts: true },
    orderBy: { id: "asc" },
  });
}
