import { nameSubjects } from "../../quotas/subject-name.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { EACH } from "../alert-rule.ts";
import type { Observation } from "../observation.ts";
import type { Signal } from "./behaviour.ts";
import type { ClockLook } from "./observers.ts";
import { plainly } from "./plainly.ts";
import { LEVEL_NAME } from "./unusual-past.ts";
import type { Past } from "./unusual-past.ts";
import type { UnusualRule } from "./unusual-score.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What somebody did that is unlike them: one alert a person for what comes within an hour, each at most once a day. */
export async function observeSignals(
  look: ClockLook,
  rules: readonly UnusualRule[],
  { signals, past }: { readonly signals: readonly Signal[]; readonly past: Past },
): Promise<readonly Observation[]> {
  if (signals.length === 0) return [];

  const names = await nameSubjects(look.tx, look.context.tenantId, signals.map(personOf));
  return rules.flatMap((rule) => {
    const fresh = signals.filter((signal) => {
      const key = subjectKey(personOf(signal));
      return isAbout(rule, signal, key) && !past.toldSignals(rule.id, key).has(signal.key);
    });
    const byPerson = Map.groupBy(fresh, ({ personId }) => personId);
    return [...byPerson].flatMap(([personId, ones]) => {
      const name = names.get(`person:${personId}`)?.name;
      return name === undefined ? [] : observation(rule, ones, { personId, name, now: look.context.now });
    });
  });
}

function personOf({ personId }: Signal) {
  return { scope: "person", personId } as const;
}

function isAbout({ subjectKey: mine, meter, spec }: UnusualRule, signal: Signal, key: string): boolean {
  if (meter !== null || (spec.signals && !spec.signals.includes(signal.key))) return false;
  return mine === EACH || mine === "tenant" || mine === key;
}

interface Whose {
  readonly personId: string;
  readonly name: string;
  readonly now: Date;
}

function observation(
  { spec, ...rule }: UnusualRule,
  signals: readonly Signal[],
  { personId, name, now }: Whose,
): readonly Observation[] {
  const windowStart = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  const signal = signals.map(({ words }) => words).join("; ");
  return [
    plainly(rule, {
      subject: { scope: "person", personId },
      name,
      value: signals.length,
      level: { name: LEVEL_NAME, severity: spec.severity, at: 1 },
      facts: { signal, signals: signals.map(({ key }) => key), hours: 1 },
      timing: { ...spec.timing, once: true },
      windowStart,
      windowEnd: new Date(windowStart.getTime() + DAY_MS),
    }),
  ];
}
