import { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { DEEPEST } from "../organizations/tree.ts";
import { personPlans } from "../plans/person-plan-sql.ts";
import { DIRECT } from "../scheduled-reports/report-view.ts";
import { CLUSTER_DAYS } from "./announcement.ts";
import type { Audience } from "./announcement.ts";

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/** One column, "id": everybody in the audience who is active and reads news. Service accounts do not. */
export function peopleIn(context: Asking, audience: Audience): Prisma.Sql {
  return Prisma.sql`
    SELECT p.id FROM person p
    WHERE p.tenant_id = ${context.tenantId}::uuid AND p.state = 'active' AND p.kind = 'human'
      AND ${conditionOf(context, audience)}`;
}

/**
 * One column, "id": one subscription of each channel that is subscribed to anything of the audience; of several, one that
 * can be posted to. Empty for audiences that have no channels.
 */
export function channelsOf({ tenantId }: Asking, audience: Audience): Prisma.Sql {
  return Prisma.sql`
    SELECT DISTINCT ON (s.platform, s.channel_external_id) s.id FROM alert_subscription s
    WHERE s.tenant_id = ${tenantId}::uuid AND s.deleted_at IS NULL
      AND s.channel_external_id NOT LIKE ${`${DIRECT}%`} AND ${heardBy(tenantId, audience)}
    ORDER BY s.platform, s.channel_external_id, s.state DESC, s.id`;
}

function heardBy(tenantId: string, audience: Audience): Prisma.Sql {
  if (audience.kind === "everyone") return Prisma.sql`true`;
  if (audience.kind !== "organization") return Prisma.sql`false`;

  return Prisma.sql`s.organization_id IN (${below(tenantId, audience.organizationId)})`;
}

function conditionOf({ tenantId, now, configuration }: Asking, audience: Audience): Prisma.Sql {
  switch (audience.kind) {
    case "everyone":
      return Prisma.sql`true`;
    case "organization":
      return Prisma.sql`p.id IN (
        SELECT m.person_id FROM membership m WHERE m.organization_id IN (${below(tenantId, audience.organizationId)}))`;
    case "platform-role":
      return Prisma.sql`p.role = ${audience.role}::"PlatformRole"`;
    case "owners":
      return Prisma.sql`p.id IN (
        SELECT m.person_id FROM membership m JOIN organization o ON o.id = m.organization_id
        WHERE o.tenant_id = ${tenantId}::uuid AND o.deleted_at IS NULL AND o.personal_for_id IS NULL AND m.role = 'owner')`;
    case "role":
      return Prisma.sql`p.id IN (
        SELECT m.person_id FROM membership m
        WHERE m.tenant_id = ${tenantId}::uuid AND m.organization_id = ${audience.organizationId}::uuid
          AND m.role = ${audience.role}::"Role")`;
    case "cluster":
      return Prisma.sql`p.id IN (
        SELECT e.person_id FROM usage_event e
        WHERE e.tenant_id = ${tenantId}::uuid AND e.source = ${audience.source} AND e.at >= ${lately(now)})`;
    case "plan":
      return Prisma.sql`p.id IN (
        WITH ${personPlans({ tenantId, configuration })} SELECT id FROM person_plan WHERE applies = ${audience.plan})`;
  }
}

/** The instant from which on usage says who uses a cluster. */
export function lately(now: Date): Date {
  return new Date(now.getTime() - CLUSTER_DAYS * 86_400_000);
}

/** The organization and all below it. */
function below(tenantId: string, organizationId: string): Prisma.Sql {
  return Prisma.sql`
    WITH RECURSIVE below AS (
      SELECT o.id, 1 AS depth FROM organization o
      WHERE o.id = ${organizationId}::uuid AND o.tenant_id = ${tenantId}::uuid AND o.deleted_at IS NULL
      UNION ALL
      SELECT o.id, b.depth + 1 FROM below b JOIN organization o ON o.parent_id = b.id
      WHERE o.deleted_at IS NULL AND b.depth < ${DEEPEST * 2}
    ) SELECT id FROM below`;
}

/** Whom it takes one look at everything to find: they are written down at once, and not a part at a time. */
export function isFoundAtOnce({ kind }: Audience): boolean {
  return kind === "cluster" || kind === "plan";
}
