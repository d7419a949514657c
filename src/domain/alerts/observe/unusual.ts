import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { COST } from "../../meters/meter.ts";
import type { Meter } from "../../meters/meter.ts";
import { NOBODY, subjectKey } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { EACH } from "../alert-rule.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import type { Observation } from "../observation.ts";
import { scoreDays, scoreHour } from "../unusual-series.ts";
import type { HourUse, SeriesRule, SeriesScore } from "../unusual-series.ts";
import { localHour, readSeries } from "./hour-series.ts";
import type { SeriesOf } from "./hour-series.ts";
import type { ClockLook } from "./observers.ts";
import { readTree } from "./tree.ts";
import type { Tree } from "./tree.ts";
import { readPast } from "./unusual-past.ts";
import type { Past } from "./unusual-past.ts";
import { observationsOf } from "./unusual-scored.ts";
import type { Hour, Scored } from "./unusual-scored.ts";

export type UnusualRule = AlertRuleOf<"unusual">;

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEKS_BACK = 6;
/** So many are scored before others get their turn. */
const WITHOUT_PAUSE = 10;
/** In units of the meter: less in an hour, or a day, is never unusual where the rule does not say. */
const LEAST_WHOLE = 10;
const LEAST_PART = 1;

export interface Looking {
  readonly look: ClockLook;
  readonly rules: readonly UnusualRule[];
  readonly past: Past;
  readonly tree: Tree;
  /** What lies before is compared with nothing. */
  readonly from: Date;
}

/** What comparing hours, the first of them this one, takes to know besides the hours themselves. */
export async function lookFrom(look: ClockLook, rules: readonly UnusualRule[], hour: Date): Promise<Looking> {
  const { tx, context } = look;
  const { tenantId, now, configuration } = context;
  const from = new Date(hour.getTime() - WEEKS_BACK * 7 * 24 * HOUR_MS);
  const past = await readPast(tx, { tenantId, now, timeZone: configuration.timeZone, from });
  return { look, rules, past, tree: await readTree(tx, tenantId), from };
}

/**
 * Which of some hundred is unusual in an hour (semantics E10): one that is over beside its like, and with the days for slow
 * drift; one that lasts only where more was used than in any of the day before. Gives way to others while it reckons.
 */
export async function scoreSlice(
  looking: Looking,
  { hour, isOver }: Hour,
  slice: readonly SeriesOf[],
): Promise<readonly Observation[]> {
  const { look, past, tree } = looking;
  const local = localHour(hour, look.context.configuration.timeZone);
  const asked = isOver ? slice : await risingIn(looking, hour, slice);
  const series = await seriesIn(looking, asked, { hour, from: looking.from });
  const found: Scored[] = [];
  for (const [index, one] of asked.entries()) {
    const excluded = past.excluded(one, keysAbove(one.subject, tree));
    found.push(...scoresOf(one, { all: series[index] ?? [], excluded, local, isOver }, looking));
    if (index % WITHOUT_PAUSE === 0) await setImmediate();
  }
  return observationsOf(look, found, { hour, isOver });
}

/** Cheap, and enough: what lasts only counts when it stands out already. */
async function risingIn(looking: Looking, hour: Date, slice: readonly SeriesOf[]): Promise<readonly SeriesOf[]> {
  const local = localHour(hour, looking.look.context.configuration.timeZone);
  const lately = await seriesIn(looking, slice, { hour, from: new Date(hour.getTime() - DAY_HOURS * HOUR_MS) });
  return slice.filter((_one, index) => {
    const all = lately[index] ?? [];
    const point = all.find((each) => each.hour === local);
    return (
      point && all.every((each) => each.hour >= local || each.hour < local - DAY_HOURS || each.amount < point.amount)
    );
  });
}

async function seriesIn(
  { look }: Looking,
  slice: readonly SeriesOf[],
  { hour, from }: { readonly hour: Date; readonly from: Date },
): Promise<readonly (readonly HourUse[])[]> {
  const { tenantId, configuration } = look.context;
  const to = new Date(hour.getTime() + HOUR_MS);
  return readSeries(look.tx, { tenantId, timeZone: configuration.timeZone, from, to }, slice);
}

function keysAbove(subject: CountedSubject, tree: Tree): readonly string[] {
  if (!("organizationId" in subject)) return [];
  return tree.chain(subject.organizationId).map(({ id }) => subjectKey({ scope: "organization", organizationId: id }));
}

interface Known {
  readonly all: readonly HourUse[];
  readonly excluded: ReadonlySet<number>;
  readonly local: number;
  readonly isOver: boolean;
}

function scoresOf(
  one: SeriesOf,
  { all, excluded, local, isOver }: Known,
  { look, rules, past }: Looking,
): readonly Scored[] {
  const meterOf = look.context.configuration.meters.find(({ name }) => name === one.meter);
  const point = all.findLast(({ hour }) => hour === local);
  const since = all[0]?.hour;
  if (!meterOf || !point || since === undefined) return [];
  const series = { past: all.filter(({ hour }) => hour < local), since, excluded };
  return rules.flatMap((rule) => {
    if (!isAbout(rule, one) || past.isCoolingDown(rule.id, one)) return [];
    const wish = seriesRule(rule, meterOf);
    const spike = scoreHour(series, point, wish);
    const drift = isOver ? scoreDays(series, local + 1, wish) : undefined;
    const score = [spike, drift].filter((each) => each?.isUnusual).toSorted(byScore)[0];
    return score ? [{ ...one, rule, meterOf, score }] : [];
  });
}

function byScore(one: SeriesScore | undefined, other: SeriesScore | undefined): number {
  return Math.abs(other?.score ?? 0) - Math.abs(one?.score ?? 0);
}

function seriesRule({ spec }: UnusualRule, { decimals }: Meter): SeriesRule {
  const { score, decreases, leastSamples, lambda, width } = spec;
  const least = decimals === 0 ? LEAST_WHOLE : LEAST_PART * 10 ** decimals;
  return { score, decreases, leastSamples, lambda, width, floor: spec.floor === null ? least : Number(spec.floor) };
}

/** Whether a rule still says the same. */
export function isUnchanged(rule: UnusualRule, now: UnusualRule): boolean {
  const { id, meter, subjectKey: key, spec } = now;
  return rule.id === id && rule.meter === meter && rule.subjectKey === key && isDeepStrictEqual(rule.spec, spec);
}

function isAbout(rule: UnusualRule, { subject, meter }: SeriesOf): boolean {
  if (rule.meter === null ? meter === COST : rule.meter !== meter) return false;
  return rule.subjectKey === EACH ? subject.scope !== "member" : rule.subjectKey === subjectKey(subject);
}

/** Everybody and everything that used something of a counter in an hour, and that some rule looks at; in one order. */
export async function activeIn({ look, rules, tree }: Looking, { hour, isOver }: Hour): Promise<readonly SeriesOf[]> {
  const { tx, context } = look;
  const to = new Date(hour.getTime() + HOUR_MS);
  const dayBefore = new Date(hour.getTime() - 24 * HOUR_MS);
  // Of an hour that goes on only those who used more in it already than in any of the day before.
  const rows = await tx.$queryRaw<readonly { organizationId: string; personId: string; meter: string }[]>`
    SELECT DISTINCT u.organization_id::text AS "organizationId", u.person_id::text AS "personId", u.meter FROM usage_hour u
    WHERE u.tenant_id = ${context.tenantId}::uuid AND u.hour >= ${hour} AND u.hour < ${to} AND u.level IS NULL AND u.amount > 0
      AND (${isOver} OR u.amount > coalesce((
        SELECT max(b.amount) FROM usage_hour b WHERE b.tenant_id = u.tenant_id AND b.person_id = u.person_id
          AND b.organization_id = u.organization_id AND b.meter = u.meter AND b.hour >= ${dayBefore} AND b.hour < ${hour}), 0))`;
  const withCost = rules.some(({ meter }) => meter === COST);
  const found = new Map<string, SeriesOf>();
  for (const { organizationId, personId, meter } of rows) {
    const chain = organizationId === NOBODY ? [] : tree.chain(organizationId).map(({ id }) => id);
    for (const subject of subjectsOf({ personId, organizationId, chain })) {
      for (const name of withCost ? [meter, COST] : [meter]) {
        const one = { subject, meter: name };
        if (rules.some((rule) => isAbout(rule, one))) found.set(placeIn(one), one);
      }
    }
  }
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}

/** Where it comes in the order of `activeIn`. */
export function placeIn({ subject, meter }: SeriesOf): string {
  return `${subjectKey(subject)} ${meter}`;
}

interface Holder {
  readonly personId: string;
  readonly organizationId: string;
  readonly chain: readonly string[];
}

function subjectsOf({ personId, organizationId, chain }: Holder): readonly CountedSubject[] {
  const isPerson = personId !== NOBODY;
  return [
    { scope: "tenant" },
    ...(isPerson ? [{ scope: "person", personId } as const] : []),
    ...(isPerson && chain.length > 0 ? [{ scope: "member", organizationId, personId } as const] : []),
    ...chain.map((id) => ({ scope: "organization", organizationId: id }) as const),
  ];
}
