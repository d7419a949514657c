import { DEFAULT_THRESHOLDS } from "../../configuration/read-plans.ts";
import { showAmount } from "../../meters/amount.ts";
import type { Meter } from "../../meters/meter.ts";
import type { LimitState } from "../../quotas/limit.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { EPOCH } from "../../quotas/window-at.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import { levelsOf } from "../levels.ts";
import type { AlertFacts, Observation, Timing } from "../observation.ts";
import type { Threshold } from "../rule-spec.ts";
import { nobodyAbove, readHeardAbove } from "./heard-above.ts";
import type { HeardAbove } from "./heard-above.ts";
import { byKey, rulesFor } from "./look.ts";
import type { Look, PlacedState } from "./look.ts";

export type LimitRule = AlertRuleOf<"quota"> | AlertRuleOf<"overage">;

/** Of this and less a limit's own thresholds are told to those themselves. */
const MOST_DIRECT_PERCENT = 50;
/** Where a window of unknown length begins, nothing is held back. */
const MOST_GRACE_PART = 4;

/** How near each limit is that binds what was touched: for rules of the kinds quota and overage. */
export async function observeLimits(look: Look, rules: readonly LimitRule[]): Promise<readonly Observation[]> {
  const heardAbove = await readHeardAbove(look, rules);
  return observeStates(await look.limitStates(), rules, look.context.configuration.meters, heardAbove);
}

/** The same of limits as they stand, or would stand. */
export function observeStates(
  states: readonly PlacedState[],
  rules: readonly LimitRule[],
  meters: readonly Meter[],
  heardAbove: HeardAbove = nobodyAbove,
): readonly Observation[] {
  const known = byKey(rules);
  return states.flatMap(({ state, keys }) => {
    const about = rulesFor(known, keys).filter((rule) => isAbout(rule, state));
    const isTold = (rule: LimitRule) => !isOverridden(rule, about, { state, heardAbove });
    return about.filter(isTold).flatMap((rule) => observe(rule, state, meters));
  });
}

interface Told {
  readonly state: LimitState;
  readonly heardAbove: HeardAbove;
}

/**
 * Whoever made a rule for just this subject wants that instead of what everybody gets. One's own takes its place for
 * nobody else, and an organization's for nobody above: those are left out where the other is told.
 */
function isOverridden({ builtIn, kind }: LimitRule, about: readonly LimitRule[], { state, heardAbove }: Told): boolean {
  const key = subjectKey(state.subject);
  const isForAll = ({ giverId }: LimitRule) => giverId === null || !heardAbove.has(`${kind} ${giverId}`);
  return (
    builtIn !== null &&
    about.some((rule) => isOther(rule) && isForAll(rule) && rule.kind === kind && rule.subjectKey === key)
  );
}

function isOther({ builtIn, forPersonId }: LimitRule): boolean {
  return builtIn === null && forPersonId === null;
}

function isAbout({ meter, window }: LimitRule, { limit }: LimitState): boolean {
  return (meter === null || meter === limit.meter) && (window === null || window === limit.window);
}

/** What one rule sees of one limit; nothing where the meter is no longer configured. */
export function observe(rule: LimitRule, state: LimitState, meters: readonly Meter[]): readonly Observation[] {
  const { limit, subject, subjectName, allowance, used } = state;
  const meter = meters.find(({ name }) => name === limit.meter);
  if (!meter) return [];

  const { every, clear } = rule.spec;
  const levels = levelsOf({
    thresholds: ownThresholds(rule, state) ?? rule.spec.thresholds,
    every,
    clear,
    limit: allowance,
    isSoft: limit.model === "soft" || limit.model === "notify_only",
    value: used,
    amountWords: (units) => showAmount(meter, units),
  });
  const about = { subject, subjectKey: subjectKey(subject), name: subjectName };
  const { windowStart, windowEnd } = windowOf(state);
  const place = { ruleId: rule.id, kind: rule.kind, about, meter: limit.meter, window: limit.window };
  const timing = timingIn(rule.spec.timing, windowStart, windowEnd);
  return [
    { ...place, windowStart, windowEnd, value: used, limit: allowance, levels, timing, facts: factsOf(rule, state) },
  ];
}

/** A window that moves all the time is one and the same, and never begins anew. */
export function windowOf({ limit, startsAt, resetsAt }: Pick<LimitState, "limit" | "startsAt" | "resetsAt">) {
  const isMoving = limit.window.startsWith("rolling:");
  return { windowStart: isMoving ? EPOCH : startsAt, windowEnd: isMoving ? null : resetsAt };
}

/** With the grace that a window of this length allows. */
export function timingIn(timing: Timing, windowStart: Date, windowEnd: Date | null): Timing {
  const most = windowEnd ? (windowEnd.getTime() - windowStart.getTime()) / MOST_GRACE_PART : 0;
  return timing.grace > most ? { ...timing, grace: most } : timing;
}

/**
 * Where a limit says itself when it is told of, what of it is of this rule's kind; undefined: the rule's own hold. A plan
 * says so by thresholds other than those that every limit of a plan gets, or none.
 */
function ownThresholds({ builtIn, kind }: LimitRule, { limit }: LimitState): readonly Threshold[] | undefined {
  const { thresholds, source } = limit;
  const isUnsaid = source.kind === "plan" ? isDefault(thresholds) : thresholds.length === 0;
  if (builtIn === null || isUnsaid) return undefined;

  const mine = thresholds.filter((percent) => (kind === "overage" ? percent >= 100 : percent < 100));
  return mine.map((percent) => ({
    of: "used",
    percent,
    ...(percent <= MOST_DIRECT_PERCENT && { isDirect: true }),
  }));
}

function isDefault(thresholds: readonly number[]): boolean {
  return (
    thresholds.length === DEFAULT_THRESHOLDS.length &&
    thresholds.every((percent, index) => percent === DEFAULT_THRESHOLDS[index])
  );
}

function factsOf({ spec }: LimitRule, { limit, additions }: LimitState): AlertFacts {
  const changedBy = additions.at(-1)?.by ?? (limit.source.kind === "quota" ? limit.source.setBy : undefined);
  return {
    model: limit.model,
    ...(spec.thresholds.every(({ of }) => of === "left") && { remaining: true }),
    ...(changedBy !== undefined && { changedBy }),
  };
}
