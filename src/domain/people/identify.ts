import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Platform, Registration } from "../../storage/generated/enums.ts";
import { readRows } from "../../storage/read.ts";
import type { Standing, StandingIdentity, StandingMembership, StandingPerson } from "./standing.ts";

export interface Sender {
  readonly platform: Platform;
  /** Slack's team id, Discord's guild id. */
  readonly workspaceId: string;
  /** The platform's user id. */
  readonly userId: string;
}

interface Row extends Omit<StandingPerson, "id" | "identities"> {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly registration: Registration;
  readonly claimed: boolean;
  readonly workspaceId: string;
  readonly id: string | null;
  readonly identities: readonly StandingIdentity[] | null;
  readonly memberships: readonly StandingMembership[] | null;
}

/** Who somebody on a chat platform is to us. One round trip: every command begins with it. */
export async function identify(db: Database, { platform, workspaceId, userId }: Sender): Promise<Standing> {
  const rows = await readRows<Row>(
    db,
    Prisma.sql`
    SELECT t.id AS "tenantId", t.name AS "tenantName", t.registration::text, t.claimed_at IS NOT NULL AS claimed,
      w.id AS "workspaceId", p.id, p.username, p.display_name AS "displayName", p.email,
      p.email_verified_at IS NOT NULL AS "emailVerified", p.state::text, p.type::text, p.role::text,
      p.time_zone AS "timeZone", p.current_organization_id AS "currentOrganizationId", p.created_at AS "createdAt",
      p.last_seen_at AS "lastSeenAt",
      (SELECT json_agg(json_build_object('platform', i.platform, 'externalId', i.external_id, 'handle', i.handle)
          ORDER BY i.platform)
        FROM identity i WHERE i.person_id = p.id) AS identities,
      (SELECT json_agg(json_build_object('organizationId', o.id, 'name', o.name, 'slug', o.slug, 'kind', o.kind,
          'personal', o.personal_for_id IS NOT DISTINCT FROM p.id, 'role', m.role, 'settings', json_build_object(
            'membersCanInvite', o.members_can_invite, 'membersCanManageClusters', o.members_can_manage_clusters,
            'membersCanOpenPorts', o.members_can_open_ports, 'membersCanScale', o.members_can_scale,
            'membersCanSeeUsage', o.members_can_see_usage))
          ORDER BY lower(o.name))
        FROM membership m JOIN organization o ON o.id = m.organization_id WHERE m.person_id = p.id) AS memberships
    FROM workspace w
    JOIN tenant t ON t.id = w.tenant_id
    LEFT JOIN identity me ON me.tenant_id = t.id AND me.platform = w.platform AND me.external_id = ${userId}
    LEFT JOIN person p ON p.id = me.person_id
    WHERE w.platform = ${platform}::"Platform" AND w.external_id = ${workspaceId}`,
  );
  const row = rows[0];
  return row ? standingOf(row) : { kind: "unconnected" };
}

function standingOf(row: Row): Standing {
  const { tenantId, tenantName, registration, claimed, workspaceId, id, identities, memberships, ...rest } = row;
  const tenant = { id: tenantId, name: tenantName, registration, claimed };
  if (id === null) return { kind: "visitor", tenant, workspaceId };

  const person = { id, ...rest, identities: identities ?? [] };
  return { kind: "person", tenant, workspaceId, person, memberships: memberships ?? [] };
}
