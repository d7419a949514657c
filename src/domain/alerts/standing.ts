import { z } from "zod";
import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { Level, Observation } from "./observation.ts";
import type { Cause, Standing } from "./step.ts";

/** What an alert is the alert of: one rule, subject and window. */
export function placeOf(at: Pick<Alert, "ruleId" | "subjectKey" | "meter" | "window" | "windowStart">): string {
  return `${at.ruleId} ${at.subjectKey} ${at.meter} ${at.window} ${at.windowStart.getTime()}`;
}

export function placeSeen({ about, ...seen }: Observation): string {
  return placeOf({ ...seen, subjectKey: about.subjectKey });
}

/** The latest alert of a place, and the one before it that a pending one may fall back to. */
export interface Known {
  readonly alert: Alert;
  readonly before: Alert | undefined;
}

/** What there is for these places, by place; held until the transaction ends, in one order whoever takes it. */
export function lockKnown(
  tx: Transaction,
  tenantId: string,
  observations: readonly Observation[],
): Promise<ReadonlyMap<string, Known>> {
  return findKnown(tx, { tenantId, observations, lock: Prisma.sql`FOR UPDATE OF a` });
}

/** The same to look at only: nobody waits for it. */
export function readKnown(
  db: Database | Transaction,
  tenantId: string,
  observations: readonly Observation[],
): Promise<ReadonlyMap<string, Known>> {
  return findKnown(db, { tenantId, observations, lock: Prisma.empty });
}

interface Finding {
  readonly tenantId: string;
  readonly observations: readonly Observation[];
  readonly lock: Prisma.Sql;
}

async function findKnown(
  db: Database | Transaction,
  { tenantId, observations, lock }: Finding,
): Promise<ReadonlyMap<string, Known>> {
  if (observations.length === 0) return new Map();
  const rows = await db.$queryRaw<readonly Alert[]>(Prisma.sql`
    SELECT a.id, a.tenant_id AS "tenantId", a.rule_id AS "ruleId", a.kind, a.subject_key AS "subjectKey",
      a.organization_id AS "organizationId", a.person_id AS "personId", a.subject_name AS "subjectName", a.meter, a."window",
      a.window_start AS "windowStart", a.window_end AS "windowEnd", a.episode, a.phase::text, a.level, a.held, a.levels,
      a.severity, a.value, a.peak, a."limit", a.facts, a.cause, a.pending_since AS "pendingSince", a.fired_at AS "firedAt",
      a.recovering_since AS "recoveringSince", a.notified_at AS "notifiedAt", a.evaluated_at AS "evaluatedAt",
      a.resolved_at AS "resolvedAt", a.resolution, a.resolved_by AS "resolvedBy",
      a.acknowledged_by_id AS "acknowledgedById", a.acknowledged_by_name AS "acknowledgedByName",
      a.acknowledged_at AS "acknowledgedAt", a.snoozed_until AS "snoozedUntil", a.snoozed_by_name AS "snoozedByName",
      a.snoozed_giver_id AS "snoozedGiverId", a.investigated_by_id AS "investigatedById",
      a.investigated_by_name AS "investigatedByName", a.investigated_at AS "investigatedAt"
    FROM alert a JOIN unnest(
      ${observations.map(({ ruleId }) => ruleId)}::uuid[], ${observations.map(({ about }) => about.subjectKey)}::text[],
      ${observations.map(({ meter }) => meter)}::text[], ${observations.map(({ window }) => window)}::text[],
      ${observations.map(({ windowStart }) => windowStart)}::timestamptz[]
    ) AS q (rule_id, subject_key, meter, "window", window_start)
      ON a.rule_id = q.rule_id AND a.subject_key = q.subject_key AND a.meter = q.meter AND a."window" = q."window"
      AND a.window_start = q.window_start
    WHERE a.tenant_id = ${tenantId}::uuid ORDER BY a.id ${lock}`);
  const known = new Map<string, Known>();
  for (const alert of rows.toSorted((one, other) => one.episode - other.episode))
    known.set(placeOf(alert), { alert, before: known.get(placeOf(alert))?.alert });
  return known;
}

/** How it stands, in the levels of now: a level that was renamed or moved is the highest that was reached with it. */
export function standingOf(alert: Alert, levels: readonly Level[]): Standing {
  const { phase, limit, value, cause, pendingSince, recoveringSince, notifiedAt } = alert;
  const then = levelsThen(alert);
  const now = (index: number) => indexNow(then[index], levels);
  return {
    phase,
    level: now(alert.level),
    held: now(alert.held),
    limit,
    value,
    // Safe: only step() says why.
    cause: cause as Cause,
    pendingSince,
    recoveringSince,
    notifiedAt,
  };
}

/** The same level as an index into those that an alert keeps. */
export function indexThen(index: number, levels: readonly Level[], alert: Alert): number {
  return indexNow(levels[index], levelsThen(alert));
}

type Placed = Pick<Level, "name" | "at">;

const kept = z.array(z.object({ name: z.string(), at: z.string().transform(BigInt) }));

function levelsThen({ levels }: Alert): readonly Placed[] {
  const read = kept.safeParse(levels);
  return read.success ? read.data : [];
}

function indexNow(then: Placed | undefined, levels: readonly Placed[]): number {
  if (!then) return -1;
  const same = levels.findIndex(({ name }) => name === then.name);
  return same >= 0 ? same : levels.findLastIndex(({ at }) => at <= then.at);
}

/** As an alert keeps them. */
export function levelsKept(levels: readonly Level[]): Prisma.InputJsonArray {
  return levels.map(({ name, severity, at, clearAt, percent, isDirect }) => ({
    name,
    severity,
    at: String(at),
    clearAt: String(clearAt),
    ...(percent !== undefined && { percent }),
    ...(isDirect && { isDirect }),
  }));
}
