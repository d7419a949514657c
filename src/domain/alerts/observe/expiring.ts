import { nameSubjects } from "../../quotas/subject-name.ts";
import { subjectKey } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { windowAt } from "../../quotas/window-at.ts";
import { EACH } from "../alert-rule.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import type { Observation } from "../observation.ts";
import { readEnding } from "./ending.ts";
import type { Ending } from "./ending.ts";
import type { ClockLook } from "./observers.ts";
import { countWords, plainly } from "./plainly.ts";

type ExpiringRule = AlertRuleOf<"expiring">;

const DAY_MS = 86_400_000;
const MOST_ITEMS = 20;

/**
 * What ends within some days for each person and each organization, as one alert for each day on which something ends: its
 * window lasts until that day is over, so that nobody hears of it again while it comes nearer.
 */
export async function observeExpiring(
  look: ClockLook,
  rules: readonly ExpiringRule[],
): Promise<readonly Observation[]> {
  const { tx, context } = look;
  const { tenantId, now } = context;
  const most = Math.max(...rules.map(({ spec }) => spec.days));
  const ending = await readEnding(look, new Date(now.getTime() + most * DAY_MS));
  if (ending.length === 0) return [];

  const names = await nameSubjects(
    tx,
    tenantId,
    ending.map(({ subject }) => subject),
  );
  return rules.flatMap((rule) => {
    const until = now.getTime() + rule.spec.days * DAY_MS;
    const mine = ending.filter((one) => one.at.getTime() <= until && isAbout(rule, one.subject));
    const groups = Map.groupBy(mine, (one) => `${subjectKey(one.subject)} ${dayOf(look, one.at).getTime()}`);
    return [...groups.values()].flatMap((ones) => {
      const name = ones[0] && names.get(subjectKey(ones[0].subject))?.name;
      return name === undefined ? [] : observation(rule, ones, { look, name });
    });
  });
}

function isAbout({ subjectKey: key }: ExpiringRule, subject: CountedSubject): boolean {
  return key === EACH || key === "tenant" || key === subjectKey(subject);
}

function dayOf({ context }: ClockLook, at: Date): Date {
  return windowAt("day", at, context.configuration).startsAt;
}

interface Seen {
  readonly look: ClockLook;
  readonly name: string;
}

function observation(rule: ExpiringRule, ending: readonly Ending[], { look, name }: Seen): readonly Observation[] {
  const { days, severity, timing } = rule.spec;
  const sorted = ending.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const [first] = sorted;
  if (!first) return [];
  const items = sorted
    .slice(0, MOST_ITEMS)
    .map(({ name: what, why, at }) => ({ name: what, what: `${why}, ends`, at: at.toISOString() }));
  const day = dayOf(look, first.at);
  return [
    plainly(rule, {
      subject: first.subject,
      name,
      value: sorted.length,
      level: { name: `${countWords(days, "day", "days")} before the end`, severity, at: 1 },
      facts: { items, total: sorted.length, days },
      timing: { ...timing, once: true },
      // Never yet to come: so that it is told at once.
      windowStart: new Date(day.getTime() - days * DAY_MS),
      windowEnd: new Date(sorted.at(-1)?.at ?? day),
    }),
  ];
}
