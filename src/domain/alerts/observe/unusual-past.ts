import type { Transaction } from "../../../storage/database.ts";
import type { Alert } from "../../../storage/generated/client.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { readFacts } from "../facts.ts";
import type { Observation } from "../observation.ts";
import { countedSubjectOf } from "../../quotas/subject-row.ts";
import { severities } from "../kinds.ts";
import { localHour } from "./hour-series.ts";
import type { SeriesOf } from "./hour-series.ts";

const HOUR_MS = 3_600_000;
const COOL_DOWN_MS = 24 * HOUR_MS;
/** What goes on for longer is the new usual. */
const LONGEST_EXCLUDED_MS = 3 * 24 * HOUR_MS;

/** What was unusual before, and when nobody wanted to hear of anything. */
export interface Past {
  readonly open: readonly Alert[];
  /** Told of within the last 24 hours, and over: it is not told again so soon. */
  isCoolingDown(ruleId: string, one: SeriesOf): boolean;
  /** Keys of signals that were told about somebody within the last 24 hours. */
  toldSignals(ruleId: string, key: string): ReadonlySet<string>;
  /** Hours that are compared with nothing: unusual ones, and those of maintenance: pauses and silences; `above`: of what it is below. */
  excluded(one: SeriesOf, above: readonly string[]): ReadonlySet<number>;
}

interface Asked {
  readonly tenantId: string;
  readonly now: Date;
  readonly timeZone: string;
  readonly from: Date;
}

interface Span {
  readonly from: Date;
  readonly to: Date;
}

export async function readPast(tx: Transaction, { tenantId, now, timeZone, from }: Asked): Promise<Past> {
  const alerts = await tx.alert.findMany({
    where: { tenantId, kind: "unusual", OR: [{ phase: { not: "resolved" } }, { firedAt: { gte: from } }] },
  });
  const quiet = await maintenance(tx, { tenantId, now, from });
  const recent = alerts.filter(({ firedAt }) => firedAt && now.getTime() - firedAt.getTime() < COOL_DOWN_MS);
  return {
    open: alerts.filter(({ phase }) => phase !== "resolved"),
    isCoolingDown: (ruleId, { subject, meter }) =>
      recent.some(
        (one) =>
          one.ruleId === ruleId &&
          one.phase === "resolved" &&
          one.subjectKey === subjectKey(subject) &&
          one.meter === meter,
      ),
    toldSignals: (ruleId, key) =>
      new Set(
        recent
          .filter((one) => one.ruleId === ruleId && one.subjectKey === key)
          .flatMap(({ facts }) => readFacts(facts).signals ?? []),
      ),
    excluded({ subject, meter }, above) {
      const key = subjectKey(subject);
      const unusual = alerts.filter((one) => one.subjectKey === key && one.meter === meter).flatMap(spanOf);
      const still = quiet.filter((one) => one.key === null || one.key === key || above.includes(one.key));
      return new Set([...unusual, ...still].flatMap((span) => hoursOf(span, { now, timeZone, from })));
    },
  };
}

function spanOf({ firedAt, resolvedAt }: Alert): readonly Span[] {
  if (!firedAt) return [];
  const most = firedAt.getTime() + LONGEST_EXCLUDED_MS;
  return [{ from: new Date(firedAt.getTime() - HOUR_MS), to: new Date(Math.min(most, resolvedAt?.getTime() ?? most)) }];
}

function hoursOf(span: Span, { now, timeZone, from }: Omit<Asked, "tenantId">): readonly number[] {
  const first = Math.max(from.getTime(), Math.floor(span.from.getTime() / HOUR_MS) * HOUR_MS);
  const last = Math.min(now.getTime(), span.to.getTime());
  const count = Math.max(0, Math.ceil((last - first) / HOUR_MS));
  return Array.from({ length: count }, (_, index) => localHour(new Date(first + index * HOUR_MS), timeZone));
}

interface Quiet extends Span {
  /** Of whom or what; null: of all. */
  readonly key: string | null;
}

async function maintenance(
  tx: Transaction,
  { tenantId, now, from }: Pick<Asked, "tenantId" | "now" | "from">,
): Promise<readonly Quiet[]> {
  const pauses = await tx.quotaPause.findMany({ where: { tenantId } });
  const silences = await tx.alertSilence.findMany({
    where: {
      tenantId,
      why: "silence",
      ruleId: null,
      meter: null,
      until: { gt: from },
      OR: [{ kind: null }, { kind: "unusual" }],
    },
  });
  return [
    ...pauses.map((pause) => ({ key: keyOf(pause.subjectKey), from: pause.setAt, to: pause.until ?? now })),
    ...silences.map(({ from: since, until, endedAt, subjectKey: key, organizationId }) => ({
      key: organizationId ? subjectKey({ scope: "organization", organizationId }) : keyOf(key),
      from: since,
      to: endedAt && endedAt < until ? endedAt : until,
    })),
  ];
}

function keyOf(key: string | null): string | null {
  return key === "tenant" ? null : key;
}

/** An open alert just as it was: nothing new is known of it. */
export function asItWas(alert: Alert): Observation {
  const { ruleId, subjectKey: key, subjectName, meter, window, windowStart, windowEnd, value, limit } = alert;
  const severity = severities.find((one) => one === alert.severity) ?? "warning";
  return {
    ruleId,
    kind: "unusual",
    about: { subject: countedSubjectOf(alert), subjectKey: key, name: subjectName },
    meter,
    window,
    windowStart,
    windowEnd,
    value,
    limit,
    levels: [{ name: LEVEL_NAME, severity, at: value, clearAt: value }],
    timing: { pendingFor: 0, keepFiringFor: 0, repeatEvery: null, grace: 0 },
    // Safe: it is a JSON object, as it was written.
    facts: alert.facts as Observation["facts"],
  };
}

export const LEVEL_NAME = "unusual";
