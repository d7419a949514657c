import type { Transaction } from "../../storage/database.ts";
import type { Plan, PlanLimit } from "../configuration/configuration.ts";
import type { Context } from "../context.ts";
import { NOBODY } from "../quotas/subject.ts";
import { HOUR, NOW, parseWindow } from "../quotas/window.ts";
import { windowAt } from "../quotas/window-at.ts";
import { personPlans } from "./person-plan-sql.ts";

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/** More than can be told apart in an answer; the furthest over by part of their limit, else the nearest, come first. */
export const MOST_PEOPLE = 500;
const WHOLE = 100;

export interface Nearest {
  readonly people: readonly { readonly personId: string }[];
  /** How many more there are. */
  readonly unseen: number;
}

/**
 * Whoever has used so much of a limit of the plan that applies to them that somebody is told, grants left out of account:
 * nobody else can be over because of a plan. For looking at what a change of plans would do, among thousands of people.
 */
export async function nearestPeople(
  tx: Transaction,
  asking: Asking,
  { organizationId = null }: { readonly organizationId?: string | null } = {},
): Promise<Nearest> {
  const bounds = asking.configuration.plans.flatMap((plan) =>
    plan.limits.flatMap((limit) => boundOf(asking, plan, limit)),
  );
  if (bounds.length === 0) return { people: [], unseen: 0 };
  const column = (read: (bound: Bound) => string | null) => bounds.map((bound) => read(bound));

  const rows = await tx.$queryRaw<{ personId: string; all: number }[]>`
    WITH ${personPlans(asking)}, bound AS (
      SELECT * FROM unnest(${column(({ plan }) => plan)}::text[], ${column(({ meter }) => meter)}::text[],
        ${column(({ window }) => window)}::text[], ${column(({ from }) => from)}::text[]::timestamptz[],
        ${column(({ most }) => most)}::text[]::numeric[], ${column(({ told }) => told)}::text[]::numeric[])
        WITH ORDINALITY AS b (plan, meter, "window", starts_from, most, told, place)
    )
    SELECT o.person_id AS "personId", (count(*) OVER ())::int AS "all" FROM (
      SELECT p.id AS person_id, b.most, b.told, sum(CASE WHEN u."window" = b."window" THEN u.used ELSE 0 END)
        + sum(CASE WHEN u."window" = ${NOW} THEN u.reserved ELSE 0 END) AS taken
      FROM bound b
      JOIN person_plan p ON p.applies = b.plan
      JOIN balance u ON u.tenant_id = ${asking.tenantId}::uuid AND u.organization_id = ${NOBODY}::uuid
        AND u.person_id = p.id AND u.meter = b.meter AND (u."window" = ${NOW} OR u."window" = b."window" AND u.starts_at >= b.starts_from)
      WHERE ${organizationId}::uuid IS NULL
        OR EXISTS (SELECT FROM membership m WHERE m.organization_id = ${organizationId}::uuid AND m.person_id = p.id)
      GROUP BY p.id, b.place, b.most, b.told
    ) o WHERE o.taken > o.most OR (o.taken > 0 AND o.taken >= o.told)
    GROUP BY o.person_id ORDER BY max((o.taken - o.most) / greatest(o.most, 1)) DESC, o.person_id LIMIT ${MOST_PEOPLE}`;
  return { people: rows.map(({ personId }) => ({ personId })), unseen: (rows[0]?.all ?? 0) - rows.length };
}

interface Bound {
  readonly plan: string;
  readonly meter: string;
  readonly window: string;
  readonly from: string;
  readonly most: string;
  /** From so much on an alert tells of it. */
  readonly told: string;
}

/** What lets pass everything bounds nobody. */
function boundOf({ now, configuration }: Asking, plan: Plan, limit: PlanLimit): readonly Bound[] {
  if (limit.amount === null || limit.model === "notify_only") return [];
  const most = (limit.amount * BigInt(WHOLE + limit.gracePercent)) / BigInt(WHOLE);
  const told = (limit.amount * BigInt(Math.min(WHOLE, ...limit.thresholds))) / BigInt(WHOLE);
  const isRolling = parseWindow(limit.window)?.kind === "rolling";
  return [
    {
      plan: plan.name,
      meter: limit.meter,
      window: isRolling ? HOUR : limit.window,
      from: windowAt(limit.window, now, configuration).startsAt.toISOString(),
      most: most.toString(),
      told: told.toString(),
    },
  ];
}
