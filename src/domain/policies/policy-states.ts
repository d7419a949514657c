import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { QuotaPolicy } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { nodeOf, subjectKey } from "../quotas/subject.ts";
import { windowAt } from "../quotas/window-at.ts";
import type { Span } from "../quotas/window-at.ts";
import { thresholdOf, triggerOf } from "./policy.ts";

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/** How a policy stands in its present period. */
export interface PolicyState {
  readonly policy: QuotaPolicy;
  readonly span: Span;
  readonly used: Units;
  /** Of a percentage, the limit that it is a part of; null: unlimited, undefined: there is none. */
  readonly allowance: Units | null | undefined;
  /** From how much used on it fires; undefined: never as things are. */
  readonly threshold: Units | undefined;
}

/** The same for many, in a few queries for any number of them. */
export async function readPolicyStates(
  db: Database | Transaction,
  asking: Asking,
  policies: readonly QuotaPolicy[],
): Promise<readonly PolicyState[]> {
  if (policies.length === 0) return [];
  const spans = policies.map(({ window }) => windowAt(window, asking.now, asking.configuration));
  const used = await readUsed(db, asking.tenantId, policies, spans);
  const allowances = await readAllowances(db, asking, policies);
  return policies.map((policy, index) => {
    const allowance = policy.percent === null ? undefined : allowances.get(policy.id);
    const threshold = thresholdOf(triggerOf(policy), allowance);
    const span = spans[index] ?? { startsAt: asking.now, endsAt: null };
    return { policy, span, used: used[index] ?? 0n, allowance, threshold };
  });
}

/** Of a lifetime there is one row, whenever it starts. */
async function readUsed(
  db: Database | Transaction,
  tenantId: string,
  policies: readonly QuotaPolicy[],
  spans: readonly Span[],
): Promise<readonly Units[]> {
  const nodes = policies.map((policy) => nodeOf(countedSubjectOf(policy)));
  const rows = await readRows<{ readonly used: string }>(
    db,
    Prisma.sql`
    SELECT coalesce(b.used, 0)::bigint::text AS used
    FROM unnest(
      ${nodes.map(({ organizationId }) => organizationId)}::uuid[], ${nodes.map(({ personId }) => personId)}::uuid[],
      ${policies.map(({ meter }) => meter)}::text[], ${policies.map(({ window }) => window)}::text[],
      ${spans.map(({ startsAt }) => startsAt)}::timestamptz[]
    ) WITH ORDINALITY AS q (organization_id, person_id, meter, "window", starts_at, place)
    LEFT JOIN LATERAL (
      SELECT sum(b.used) AS used FROM balance b
      WHERE b.tenant_id = ${tenantId}::uuid AND b.organization_id = q.organization_id AND b.person_id = q.person_id
        AND b.meter = q.meter AND b."window" = q."window" AND (b.starts_at = q.starts_at OR q."window" = 'lifetime')
    ) b ON true
    ORDER BY q.place`,
  );
  return rows.map(({ used }) => BigInt(used));
}

/** By policy; only of those that are a part of a limit. */
async function readAllowances(
  db: Database | Transaction,
  asking: Asking,
  policies: readonly QuotaPolicy[],
): Promise<ReadonlyMap<string, Units | null>> {
  const parts = policies.filter(({ percent }) => percent !== null);
  const subjects = parts.map((policy) => countedSubjectOf(policy));
  const states = await readLimitStates(
    db,
    asking,
    subjects.map((subject) => (subject.scope === "tenant" ? {} : subject)),
  );
  return new Map(
    parts.flatMap((policy, index) => {
      const own = states[index]?.find(
        ({ subject, limit }) =>
          subjectKey(subject) === policy.subjectKey && limit.meter === policy.meter && limit.window === policy.window,
      );
      return own ? [[policy.id, own.allowance] as const] : [];
    }),
  );
}
