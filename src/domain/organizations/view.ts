import type { Database, Transaction } from "../../storage/database.ts";
import type { OrganizationKind } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { MemberSettings, OrganizationView } from "./organization.ts";

type ViewRow = Omit<OrganizationView, "settings"> & MemberSettings;

interface Selection {
  readonly organizationId?: string;
  readonly kind?: OrganizationKind;
  /** Part of a name or slug. */
  readonly text?: string;
}

/** The organizations that the actor belongs to, by name. */
export async function viewsOf(
  db: Database | Transaction,
  context: Context,
  { organizationId, kind, text = "" }: Selection = {},
): Promise<readonly OrganizationView[]> {
  const actor = requirePerson(context);
  const wanted = text.trim().toLowerCase();
  const rows = await db.$queryRaw<ViewRow[]>`
    SELECT o.id, o.slug, o.name, o.kind::text, o.personal_for_id IS NOT DISTINCT FROM p.id AS personal, m.role::text,
      o.id IS NOT DISTINCT FROM p.current_organization_id AS current, o.admission::text,
      o.prerequisites::text[], o.created_at AS "createdAt",
      o.members_can_invite AS "membersCanInvite", o.members_can_manage_clusters AS "membersCanManageClusters",
      o.members_can_open_ports AS "membersCanOpenPorts", o.members_can_scale AS "membersCanScale",
      o.members_can_see_usage AS "membersCanSeeUsage",
      (SELECT a.name FROM organization a WHERE a.id = o.parent_id) AS parent,
      ARRAY(SELECT b.name FROM organization b WHERE b.parent_id = o.id AND b.deleted_at IS NULL
        ORDER BY lower(b.name)) AS children,
      (SELECT count(*)::int FROM membership c JOIN person h ON h.id = c.person_id
        WHERE c.organization_id = o.id AND h.kind = 'human') AS "memberCount",
      (SELECT count(*)::int FROM membership c JOIN person s ON s.id = c.person_id
        WHERE c.organization_id = o.id AND s.kind = 'service') AS "serviceCount",
      (SELECT count(*)::int FROM invitation i
        WHERE i.organization_id = o.id AND i.state = 'pending' AND i.expires_at > ${context.now}) AS "pendingCount"
    FROM membership m
    JOIN organization o ON o.id = m.organization_id
    JOIN person p ON p.id = m.person_id
    WHERE m.person_id = ${actor.id}::uuid AND m.tenant_id = ${context.tenantId}::uuid
      AND (${organizationId ?? null}::uuid IS NULL OR o.id = ${organizationId ?? null}::uuid)
      AND (${kind ?? null}::text IS NULL OR o.kind::text = ${kind ?? null})
      AND (strpos(lower(o.name), ${wanted}) > 0 OR strpos(o.slug, ${wanted}) > 0)
    ORDER BY lower(o.name)`;
  return rows.map(viewOf);
}

function viewOf(row: ViewRow): OrganizationView {
  const {
    membersCanInvite,
    membersCanManageClusters,
    membersCanOpenPorts,
    membersCanScale,
    membersCanSeeUsage,
    ...view
  } = row;
  return {
    ...view,
    settings: { membersCanInvite, membersCanManageClusters, membersCanOpenPorts, membersCanScale, membersCanSeeUsage },
  };
}
