import type { Transaction } from "../../../storage/database.ts";
import type { Alert } from "../../../storage/generated/client.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { readFacts } from "../facts.ts";
import { localHour } from "./hour-series.ts";
import type { SeriesOf } from "./hour-series.ts";

const HOUR_MS = 3_600_000;
const COOL_DOWN_MS = 24 * HOUR_MS;
/** What goes on for longer is the new usual. */
const LONGEST_EXCLUDED_MS = 3 * 24 * HOUR_MS;

/** What was unusual before, and when nobody wanted to hear of anything. */
export interface Past {
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
  const byPlace = Map.groupBy(alerts, (one) => `${one.subjectKey} ${one.meter}`);
  const hoursIn = hoursKnown({ now, timeZone, from });
  const quietHours = quiet.map(({ key, ...span }) => ({ key, hours: hoursIn(span) }));
  const recent = alerts.filter(({ firedAt }) => firedAt && now.getTime() - firedAt.getTime() < COOL_DOWN_MS);
  return {
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
      const unusual = (byPlace.get(`${key} ${meter}`) ?? []).flatMap(spanOf).map(hoursIn);
      const still = quietHours.filter((one) => one.key === null || one.key === key || above.includes(one.key));
      return new Set([...unusual, ...still.map(({ hours }) => hours)].flat());
    },
  };
}

function spanOf({ firedAt, resolvedAt, facts }: Alert): readonly Span[] {
  if (!firedAt) return [];
  const { hour } = readFacts(facts);
  const most = firedAt.getTime() + LONGEST_EXCLUDED_MS;
  const from = new Date(Math.min(firedAt.getTime() - HOUR_MS, hour?.getTime() ?? Infinity));
  return [{ from, to: new Date(Math.min(most, resolvedAt?.getTime() ?? most)) }];
}

/** The local hours of any span; worked out once for all. */
function hoursKnown({ now, timeZone, from }: Omit<Asked, "tenantId">): (span: Span) => readonly number[] {
  const first = Math.floor(from.getTime() / HOUR_MS);
  const count = Math.max(0, Math.ceil(now.getTime() / HOUR_MS) - first);
  const locals = Array.from({ length: count }, (_, index) => localHour(new Date((first + index) * HOUR_MS), timeZone));
  return (span) =>
    locals.slice(
      Math.max(0, Math.floor(span.from.getTime() / HOUR_MS) - first),
      Math.max(0, Math.ceil(Math.min(now.getTime(), span.to.getTime()) / HOUR_MS) - first),
    );
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
      forPersonId: null,
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

export const LEVEL_NAME = "unusual";
