import { forecast } from "../../quotas/forecast.ts";
import type { DailyUse, Forecast } from "../../quotas/forecast.ts";
import type { LimitState } from "../../quotas/limit.ts";
import { subjectKey } from "../../quotas/subject.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import { levelsOf } from "../levels.ts";
import type { Observation } from "../observation.ts";
import { readDailyUse } from "./daily-use.ts";
import { byKey, rulesFor } from "./look.ts";
import type { Look, PlacedState } from "./look.ts";

type ForecastRule = AlertRuleOf<"forecast">;

const DAY_MS = 86_400_000;
/** Of days one has to be over before the next is known. */
const SHORTEST_DAYS = 3;

/**
 * Which limits will be reached before their window ends, if use goes on as in the last seven days: the value is what will
 * have been used by then. What is reached already is no forecast.
 */
export async function observeForecast(look: Look, rules: readonly ForecastRule[]): Promise<readonly Observation[]> {
  const known = byKey(rules);
  const states = (await look.limitStates()).filter(({ state }) => canRunOut(state));
  const asked = states.map(({ state }) => ({ subject: state.subject, meter: state.limit.meter }));
  const days = await readDailyUse(look.tx, look.context, asked);
  return states.flatMap((placed, index) => observe(placed, { days: days[index] ?? [], known, now: look.context.now }));
}

function canRunOut({ limit, startsAt, resetsAt, allowance }: LimitState): boolean {
  if (limit.window.startsWith("rolling:") || !resetsAt || allowance === null || allowance === 0n) return false;
  return resetsAt.getTime() - startsAt.getTime() > SHORTEST_DAYS * DAY_MS;
}

interface Expecting {
  readonly days: readonly DailyUse[];
  readonly known: ReadonlyMap<string, readonly ForecastRule[]>;
  readonly now: Date;
}

function observe({ state, keys }: PlacedState, { days, known, now }: Expecting): readonly Observation[] {
  const { limit, used, allowance, startsAt, resetsAt } = state;
  const rules = rulesFor(known, keys).filter((rule) => rule.meter === null || rule.meter === limit.meter);
  if (rules.length === 0) return [];
  const expected = forecast({ days, startsAt, endsAt: resetsAt, now, used, allowance });
  const value = expected?.atEnd?.middle ?? used;
  return rules.map((rule) => observation(rule, state, { value, expected }));
}

interface Expected {
  readonly value: bigint;
  readonly expected: Forecast | undefined;
}

function observation(rule: ForecastRule, state: LimitState, { value, expected }: Expected): Observation {
  const { limit, subject, subjectName, used, allowance, startsAt, resetsAt } = state;
  const isReached = allowance !== null && used >= allowance;
  const { severity, timing } = rule.spec;
  const thresholds = [{ of: "used", percent: 100, severity } as const];
  const leveling = { thresholds, limit: allowance, isSoft: false, value, amountWords: String };
  return {
    ruleId: rule.id,
    kind: rule.kind,
    about: { subject, subjectKey: subjectKey(subject), name: subjectName },
    meter: limit.meter,
    window: limit.window,
    windowStart: startsAt,
    windowEnd: resetsAt,
    value,
    limit: allowance,
    levels: isReached ? [] : levelsOf(leveling),
    timing: { ...timing, once: true },
    facts: { ...(expected && { reachedAt: expected.reachedAt, daysLeft: expected.daysLeft }), used: String(used) },
  };
}
