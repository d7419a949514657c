import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { COST } from "../../meters/meter.ts";
import { NOBODY, subjectKey } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import type { Observation } from "../observation.ts";
import { localHour } from "./hour-series.ts";
import type { SeriesOf } from "./hour-series.ts";
import type { ClockLook } from "./observers.ts";
import { readTree } from "./tree.ts";
import type { Tree } from "./tree.ts";
import { readPast } from "./unusual-past.ts";
import { isAbout, meterIn, scorerOf, seriesIn } from "./unusual-score.ts";
import type { Hour, Looking, UnusualRule } from "./unusual-score.ts";
import { observationsOf } from "./unusual-scored.ts";
import type { Scored } from "./unusual-scored.ts";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEKS_BACK = 6;
/** So many are scored before others get their turn. */
const WITHOUT_PAUSE = 10;

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
  const { look, rules, past } = looking;
  const at = { hour, isOver };
  const asked = isOver ? slice : await risingIn(looking, hour, slice);
  const series = await seriesIn(looking, asked, { hour, from: looking.from });
  const found: Scored[] = [];
  for (const [index, one] of asked.entries()) {
    const meterOf = meterIn(look, one);
    const about = rules.filter((rule) => isAbout(rule, one) && !past.isCoolingDown(rule.id, one));
    const scored = scorerOf(one, series[index] ?? [], { looking, at });
    for (const rule of about) {
      const [score] = scored(rule);
      if (score && meterOf) found.push({ ...one, rule, meterOf, score });
    }
    if (index % WITHOUT_PAUSE === 0) await setImmediate();
  }
  return observationsOf(looking, found, at);
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

/** Whether a rule still says the same. */
export function isUnchanged(rule: UnusualRule, now: UnusualRule): boolean {
  const { id, meter, subjectKey: key, spec } = now;
  return rule.id === id && rule.meter === meter && rule.subjectKey === key && isDeepStrictEqual(rule.spec, spec);
}

/** Everybody and everything that used something of a counter in an hour, and that some rule looks at; below before above. */
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
        if (rules.some((rule) => isAbout(rule, one))) found.set(seriesKey(one), one);
      }
    }
  }
  return [...found.values()].toSorted((one, other) => (placeIn(one, tree) < placeIn(other, tree) ? -1 : 1));
}

const INNERMOST = 0;
const OUTERMOST = 99;

/** How far out something is: what is below comes before all that is above it, which it may explain. */
export function rankOf({ subject }: SeriesOf, tree: Tree): number {
  if ("personId" in subject) return INNERMOST;
  return subject.scope === "tenant" ? OUTERMOST : OUTERMOST - tree.chain(subject.organizationId).length;
}

/** Where it comes in the order of `activeIn`. */
export function placeIn(one: SeriesOf, tree: Tree): string {
  return `${String(rankOf(one, tree)).padStart(2, "0")} ${seriesKey(one)}`;
}

export function seriesKey({ subject, meter }: SeriesOf): string {
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
