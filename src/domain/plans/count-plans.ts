import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";

export interface PlanCounts {
  /** To whom it applies. */
  readonly people: number;
  /** Of them, whose own it is. */
  readonly personal: number;
  /** Organizations that it is given to. */
  readonly organizations: number;
}

export interface CountedPlans {
  /** By name; every plan of the configuration. */
  readonly counts: ReadonlyMap<string, PlanCounts>;
  readonly missing: readonly { readonly plan: string; readonly people: number; readonly organizations: number }[];
}

interface Row extends PlanCounts {
  readonly name: string;
  readonly given: number;
}

/** Who has which plan, by the same precedence as precedence.ts, for everybody at once. */
export async function countPlans(
  db: Database | Transaction,
  { tenantId, configuration: { plans, defaultPlan } }: Pick<Context, "tenantId" | "configuration">,
): Promise<CountedPlans> {
  const names = plans.map(({ name }) => name);
  const rows = await db.$queryRaw<Row[]>`
    WITH listed AS (SELECT name, place FROM unnest(${names}::text[]) WITH ORDINALITY AS l (name, place)),
    person_plan AS (
      SELECT p.plan_name AS given, coalesce(
        (SELECT l.name FROM listed l WHERE l.name = p.plan_name AND l.name <> ${defaultPlan}),
        (SELECT l.name FROM membership m JOIN organization o ON o.id = m.organization_id
          JOIN listed l ON l.name = o.plan_name WHERE m.person_id = p.id ORDER BY l.place DESC LIMIT 1),
        ${defaultPlan}) AS applies
      FROM person p WHERE p.tenant_id = ${tenantId}::uuid AND p.state NOT IN ('deleted', 'invited')
    ),
    named AS (
      SELECT name FROM listed UNION SELECT given FROM person_plan WHERE given IS NOT NULL
      UNION SELECT plan_name FROM organization
        WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL AND plan_name IS NOT NULL
    )
    SELECT n.name,
      (SELECT count(*)::int FROM person_plan p WHERE p.applies = n.name) AS people,
      (SELECT count(*)::int FROM person_plan p WHERE p.applies = n.name AND p.given = n.name) AS personal,
      (SELECT count(*)::int FROM person_plan p WHERE p.given = n.name) AS given,
      (SELECT count(*)::int FROM organization o
        WHERE o.tenant_id = ${tenantId}::uuid AND o.deleted_at IS NULL AND o.plan_name = n.name) AS organizations
    FROM named n ORDER BY n.name`;
  const isListed = ({ name }: Row) => names.includes(name);
  return {
    counts: new Map(
      rows
        .filter(isListed)
        .map(({ name, people, personal, organizations }) => [name, { people, personal, organizations }]),
    ),
    missing: rows
      .filter((row) => !isListed(row))
      .map(({ name: plan, given: people, organizations }) => ({ plan, people, organizations })),
  };
}
