import { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";

/**
 * Common tables: "listed" (name, place) has the plans, "person_plan" (id, given, applies) everybody with the plan that
 * applies to them, by the same precedence as precedence.ts.
 */
export function personPlans({ tenantId, configuration }: Pick<Context, "tenantId" | "configuration">): Prisma.Sql {
  const names = configuration.plans.map(({ name }) => name);
  return Prisma.sql`listed AS (SELECT name, place FROM unnest(${names}::text[]) WITH ORDINALITY AS l (name, place)),
    person_plan AS (
      SELECT p.id, p.plan_name AS given, coalesce(
        (SELECT l.name FROM listed l WHERE l.name = p.plan_name AND l.name <> ${configuration.defaultPlan}),
        (SELECT l.name FROM membership m JOIN organization o ON o.id = m.organization_id
          JOIN listed l ON l.name = o.plan_name WHERE m.person_id = p.id ORDER BY l.place DESC LIMIT 1),
        ${configuration.defaultPlan}) AS applies
      FROM person p WHERE p.tenant_id = ${tenantId}::uuid AND p.state NOT IN ('deleted', 'invited')
        AND (p.kind = 'human' OR p.plan_name IS NOT NULL)
    )`;
}
