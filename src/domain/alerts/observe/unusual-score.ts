import { COST } from "../../meters/meter.ts";
import type { Meter } from "../../meters/meter.ts";
import { subjectKey } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { EACH } from "../alert-rule.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import { scoreDays, scoreHour } from "../unusual-series.ts";
import type { HourUse, SeriesRule, SeriesScore } from "../unusual-series.ts";
import { localHour, readSeries } from "./hour-series.ts";
import type { SeriesOf } from "./hour-series.ts";
import type { ClockLook } from "./observers.ts";
import type { Tree } from "./tree.ts";
import type { Past } from "./unusual-past.ts";

export type UnusualRule = AlertRuleOf<"unusual">;

const HOUR_MS = 3_600_000;
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

export interface Hour {
  readonly hour: Date;
  readonly isOver: boolean;
}

/** Each one's use up to an hour and in it, in their order. */
export async function seriesIn(
  { look }: Pick<Looking, "look">,
  slice: readonly SeriesOf[],
  { hour, from }: { readonly hour: Date; readonly from: Date },
): Promise<readonly (readonly HourUse[])[]> {
  const { tenantId, configuration } = look.context;
  const to = new Date(hour.getTime() + HOUR_MS);
  return readSeries(look.tx, { tenantId, timeZone: configuration.timeZone, from, to }, slice);
}

/** What is unusual about one of which `all` is known, by any rule: a spike, or of an hour that is over a drift; the farther first. */
export function scorerOf(
  one: SeriesOf,
  all: readonly HourUse[],
  { looking: { look, past, tree }, at }: { readonly looking: Looking; readonly at: Hour },
): (rule: UnusualRule) => readonly SeriesScore[] {
  const meterOf = meterIn(look, one);
  const local = localHour(at.hour, look.context.configuration.timeZone);
  const point = all.findLast(({ hour }) => hour === local);
  const since = all[0]?.hour;
  if (!meterOf || !point || since === undefined) return () => [];

  const excluded = past.excluded(one, keysAbove(one.subject, tree));
  const series = { past: all.filter(({ hour }) => hour < local), since, excluded };
  return (rule) => {
    const wish = seriesRule(rule, meterOf);
    const spike = scoreHour(series, point, wish);
    const drift = at.isOver ? scoreDays(series, local + 1, wish) : undefined;
    return [spike, drift].flatMap((each) => (each?.isUnusual ? each : [])).toSorted(byScore);
  };
}

export function meterIn({ context }: ClockLook, { meter }: SeriesOf): Meter | undefined {
  return context.configuration.meters.find(({ name }) => name === meter);
}

function keysAbove(subject: CountedSubject, tree: Tree): readonly string[] {
  if (!("organizationId" in subject)) return [];
  return tree.chain(subject.organizationId).map(({ id }) => subjectKey({ scope: "organization", organizationId: id }));
}

function byScore(one: SeriesScore, other: SeriesScore): number {
  return Math.abs(other.score) - Math.abs(one.score);
}

function seriesRule({ spec }: UnusualRule, { decimals }: Meter): SeriesRule {
  const { score, decreases, leastSamples, lambda, width } = spec;
  const least = decimals === 0 ? LEAST_WHOLE : LEAST_PART * 10 ** decimals;
  return { score, decreases, leastSamples, lambda, width, floor: spec.floor === null ? least : Number(spec.floor) };
}

export function isAbout(rule: UnusualRule, { subject, meter }: SeriesOf): boolean {
  if (rule.meter === null ? meter === COST : rule.meter !== meter) return false;
  return rule.subjectKey === EACH ? subject.scope !== "member" : rule.subjectKey === subjectKey(subject);
}
