import type { Meter } from "../../meters/meter.ts";
import { nameSubjects } from "../../quotas/subject-name.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { EPOCH } from "../../quotas/window-at.ts";
import { recentUse } from "../contributors.ts";
import type { Observation } from "../observation.ts";
import type { SeriesScore } from "../unusual-series.ts";
import type { SeriesOf } from "./hour-series.ts";
import { explainingOf } from "./unusual-explained.ts";
import type { Explaining } from "./unusual-explained.ts";
import { LEVEL_NAME } from "./unusual-past.ts";
import type { Hour, Looking, UnusualRule } from "./unusual-score.ts";

const HOUR_MS = 3_600_000;
const THOUSAND = 1_000;
const HIGHEST_SCORE = 1_000;

/** What a rule finds unusual. */
export interface Scored extends SeriesOf {
  readonly rule: UnusualRule;
  readonly meterOf: Meter;
  readonly score: SeriesScore;
}

/** What is told of hours that are unusual, with what was used most in them, and what below explains them. */
export async function observationsOf(
  looking: Looking,
  found: readonly Scored[],
  at: Hour,
): Promise<readonly Observation[]> {
  const { hour, isOver } = at;
  const { tx, context } = looking.look;
  const { tenantId, now } = context;
  const names = await nameSubjects(
    tx,
    tenantId,
    found.map(({ subject }) => subject),
  );
  const seen: Observation[] = [];
  for (const one of found) {
    const { subject, meter, meterOf, score } = one;
    const name = names.get(subjectKey(subject))?.name;
    if (name === undefined) continue;
    const to = isOver ? new Date(hour.getTime() + HOUR_MS) : now;
    const from = new Date(hour.getTime() - (score.hours - 1) * HOUR_MS);
    const { most } = await recentUse(tx, { tenantId, now, subject, meter: meterOf.name, from, to });
    const contributors = most.map(({ job, person, amount }) => ({
      name: job ?? person ?? "nobody named",
      amount: String(amount),
    }));
    const explaining = await explainingOf(looking, one, at);
    seen.push(observation(one, { name, meter, contributors, explaining, hour }));
  }
  return seen;
}

interface Named {
  readonly name: string;
  readonly meter: string;
  readonly contributors: readonly object[];
  readonly explaining: readonly Explaining[];
  readonly hour: Date;
}

function observation({ rule, subject, score }: Scored, { name, meter, hour, ...most }: Named): Observation {
  const at = BigInt(Math.round(rule.spec.score * THOUSAND)) + 1n;
  const value = BigInt(Math.round(Math.min(Math.abs(score.score), HIGHEST_SCORE) * THOUSAND));
  return {
    ruleId: rule.id,
    kind: "unusual",
    about: { subject, subjectKey: subjectKey(subject), name },
    meter,
    window: "",
    windowStart: EPOCH,
    windowEnd: null,
    value: value > at ? value : at,
    limit: null,
    levels: [{ name: LEVEL_NAME, severity: rule.spec.severity, at, clearAt: at }],
    timing: rule.spec.timing,
    facts: {
      hour: hour.toISOString(),
      hours: score.hours,
      baseline: String(Math.round(score.baseline)),
      seen: String(Math.round(score.value)),
      score: Math.round(Math.min(Math.abs(score.score), HIGHEST_SCORE) * 10) / 10,
      method: score.method,
      ...most,
    },
  };
}
