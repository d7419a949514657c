import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { personPlans } from "./person-plan-sql.ts";

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
  asking: Pick<Context, "tenantId" | "configuration">,
): Promise<CountedPlans> {
  const { tenantId } = asking;
  const names = new Set(asking.configuration.plans.map(({ name }) => name));
  const rows = await db.$queryRaw<Row[]>`
    WITH ${personPlans(asking)},
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
  const isListed = ({ name }: Row) => names.has(name);
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
