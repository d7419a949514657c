import { subjectKey } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { EPOCH } from "../../quotas/window-at.ts";
import type { AlertRule } from "../alert-rule.ts";
import type { Severity } from "../kinds.ts";
import type { AlertFacts, Observation, Timing } from "../observation.ts";

interface Plain {
  readonly subject: CountedSubject;
  readonly name: string;
  readonly value: number;
  /** Of the one level there is. */
  readonly level: { readonly name: string; readonly severity: Severity; readonly at: number };
  readonly facts: AlertFacts;
  readonly timing: Timing;
  /** Absent: there is only one, which never ends. */
  readonly windowStart?: Date;
  readonly windowEnd?: Date;
}

/** What a rule with a single level and no meter sees. Its card follows the value. */
export function plainly({ id, kind }: Pick<AlertRule, "id" | "kind">, plain: Plain): Observation {
  const { subject, name, value, level, facts, timing, windowStart = EPOCH, windowEnd = null } = plain;
  const at = BigInt(level.at);
  return {
    ruleId: id,
    kind,
    about: { subject, subjectKey: subjectKey(subject), name },
    meter: "",
    window: "",
    windowStart,
    windowEnd,
    value: BigInt(value),
    limit: null,
    levels: [{ name: level.name, severity: level.severity, at, clearAt: at }],
    timing,
    facts,
    follows: true,
  };
}

/** "1 hour", "3 days". */
export function countWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
