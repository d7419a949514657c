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
import { asItWas, readPast } from "./unusual-past.ts";
import type { Past } from "./unusual-past.ts";
import { observationsOf } from "./unusual-scored.ts";
import type { Hour, Scored } from "./unusual-scored.ts";
import { observeSignals } from "./unusual-signals.ts";

export type UnusualRule = AlertRuleOf<"unusual">;

const HOUR_MS = 3_600_000;
/** How long after an hour it is looked at as a whole: once, as often as there is a look at all. */
const WHOLE_WITHIN_MS = 5 * 60_000;
const WEEKS_BACK = 6;
const AT_ONCE = 200;
/** In units of the meter: less in an hour, or a day, is never unusual where the rule does not say. */
const LEAST_WHOLE = 10;
const LEAST_PART = 1;

/**
 * What is used unusually much (semantics E10): each hour once it is over, beside its like and with the days for slow drift,
 * and, as long as it lasts, an hour in which more was used than in any of the day before. Besides that, unusual behaviour.
 */
export async function observeUnusual(look: ClockLook, rules: readonly UnusualRule[]): Promise<readonly Observation[]> {
  const { tx, context } = look;
  const { tenantId, now, configuration } = context;
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const isWhole = now.getTime() - hour < WHOLE_WITHIN_MS;
  const from = new Date(hour - WEEKS_BACK * 7 * 24 * HOUR_MS);
  const past = await readPast(tx, { tenantId, now, timeZone: configuration.timeZone, from });
  const tree = await readTree(tx, tenantId);
  const looking: Looking = { look, rules, past, tree, from };
  const seen = [
    ...(isWhole ? await observeHour(looking, { hour: new Date(hour - HOUR_MS), isOver: true }) : []),
    ...(await observeHour(looking, { hour: new Date(hour), isOver: false })),
    ...(await observeSignals(look, rules, past)),
  ];
  return [...stillOpen(past, seen, isWhole), ...seen];
}

/** What this look says nothing about stays as it is, until the next look at a whole hour, or its own end. */
function stillOpen({ open }: Past, seen: readonly Observation[], isWhole: boolean): readonly Observation[] {
  const places = new Set(seen.map(placeOf));
  // Signals have a window, and end with it.
  return open
    .filter(({ windowEnd }) => !isWhole || windowEnd !== null)
    .map(asItWas)
    .filter((one) => !places.has(placeOf(one)));
}

function placeOf({ ruleId, about, meter, windowStart }: Observation): string {
  return `${ruleId} ${about.subjectKey} ${meter} ${windowStart.getTime()}`;
}

interface Looking {
  readonly look: ClockLook;
  readonly rules: readonly UnusualRule[];
  readonly past: Past;
  readonly tree: Tree;
  readonly from: Date;
}

async function observeHour(looking: Looking, { hour, isOver }: Hour): Promise<readonly Observation[]> {
  const { look, from, past, tree } = looking;
  const { tenantId, configuration } = look.context;
  const asked = await activeIn(looking, { hour, isOver });
  const to = new Date(hour.getTime() + HOUR_MS);
  const local = localHour(hour, configuration.timeZone);
  const found: Scored[] = [];
  for (let place = 0; place < asked.length; place += AT_ONCE) {
    const part = asked.slice(place, place + AT_ONCE);
    const series = await readSeries(look.tx, { tenantId, timeZone: configuration.timeZone, from, to }, part);
    part.forEach((one, index) => {
      const all = series[index] ?? [];
      const excluded = past.excluded(one, keysAbove(one.subject, tree));
      found.push(...scoresOf(one, { all, excluded, local, isOver }, looking));
    });
  }
  return observationsOf(look, found, { hour, isOver });
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
  // Cheap, and enough: an hour that has not ended yet only counts when it stands out already.
  const recent = series.past.filter(({ hour }) => hour >= local - 24);
  if (!isOver && recent.some(({ amount }) => amount >= point.amount)) return [];

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

function isAbout(rule: UnusualRule, { subject, meter }: SeriesOf): boolean {
  if (rule.meter === null ? meter === COST : rule.meter !== meter) return false;
  return rule.subjectKey === EACH ? subject.scope !== "member" : rule.subjectKey === subjectKey(subject);
}

/** Everybody and everything that used something of a counter in an hour, and that some rule looks at. */
async function activeIn({ look, rules, tree }: Looking, { hour, isOver }: Hour): Promise<readonly SeriesOf[]> {
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
        if (rules.some((rule) => isAbout(rule, one))) found.set(`${subjectKey(subject)} ${name}`, one);
      }
    }
  }
  return [...found.values()];
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
