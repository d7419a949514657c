import type { Database, Transaction } from "../../storage/database.ts";
import type { PersonState, PersonType, Role } from "../../storage/generated/enums.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context, PersonActor } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Forbidden } from "../errors.ts";
import { problemWithMissing } from "../organizations/deleted.ts";
import type { MemberSettings } from "../organizations/organization.ts";
import { permissions } from "../permissions.ts";
import type { OrganizationScoped } from "../permissions.ts";
import { isAtLeast, lowestRole, may } from "./authority.ts";
import type { Authority, OrganizationFacts } from "./authority.ts";

interface AuthorityRow extends Omit<OrganizationFacts, "settings">, MemberSettings {
  readonly role: Role | null;
  readonly personName: string | null;
  readonly type: PersonType | null;
  readonly state: PersonState | null;
  readonly isDeleted: boolean;
}

/**
 * Makes everybody else who changes this organization's memberships or invitations wait for our commit. A deleted one
 * is answered, too: it has no members and no pending invitations, and whoever was about to answer one hears how it ended.
 */
export async function lockOrganization(
  tx: Transaction,
  context: Pick<Context, "tenantId">,
  organizationId: string,
): Promise<OrganizationFacts> {
  // NO KEY: rows that merely refer to the organization may still be written meanwhile. A statement of its own, because
  // one that waits for a lock reads everything else as it was before the wait.
  await tx.$queryRaw`
    SELECT 1 FROM organization
    WHERE id = ${organizationId}::uuid AND tenant_id = ${context.tenantId}::uuid FOR NO KEY UPDATE`;
  const row = await readAuthorityRow(tx, context.tenantId, { organizationId, personId: null });
  return row ? factsOf(row) : refuse({ kind: "not-found", thing: "organization" });
}

/** An organization of this tenant, whoever asks; undefined for a deleted one. */
export async function readOrganization(
  db: Database | Transaction,
  context: Pick<Context, "tenantId">,
  organizationId: string,
): Promise<OrganizationFacts | undefined> {
  const row = await readAuthorityRow(db, context.tenantId, { organizationId, personId: null });
  return row && !row.isDeleted ? factsOf(row) : undefined;
}

/** The actor's authority under the organization's lock. Somebody who does not belong there learns nothing of it. */
export async function authorityIn(tx: Transaction, context: Context, organizationId: string): Promise<Authority> {
  requirePerson(context);
  await lockOrganization(tx, context, organizationId);
  return readAuthority(tx, context, organizationId);
}

/**
 * The actor's authority as it is now, without a lock: enough to decide what they may see. Whoever belonged to a deleted
 * organization hears that, and who did it.
 */
export async function readAuthority(
  db: Database | Transaction,
  context: Context,
  organizationId: string,
): Promise<Authority> {
  const { id: personId } = requirePerson(context);
  const row = await readAuthorityRow(db, context.tenantId, { organizationId, personId });
  return authorityOf(row, personId) ?? refuse(await problemWithMissing(db, context, { organizationId, personId }));
}

/** The same for anybody; undefined for who does not belong, or may not act at all. */
export async function findAuthority(
  db: Database | Transaction,
  context: Pick<Context, "tenantId">,
  { organizationId, personId }: { readonly organizationId: string; readonly personId: string },
): Promise<Authority | undefined> {
  const row = await readAuthorityRow(db, context.tenantId, { organizationId, personId });
  return row?.state === "active" ? authorityOf(row, personId) : undefined;
}

function authorityOf(row: AuthorityRow | undefined, personId: string): Authority | undefined {
  if (!row?.role || !row.personName || !row.type || !row.state) return undefined;
  if (row.state !== "active") return refuse({ kind: "not-active", state: row.state });

  return { organization: factsOf(row), personId, name: row.personName, type: row.type, role: row.role };
}

/** Only people with an account do this. */
export function requirePerson(context: Context): PersonActor {
  const { actor } = context;
  if (actor.kind !== "person") return refuse({ kind: "not-registered" });
  if (actor.state !== "active") return refuse({ kind: "not-active", state: actor.state });

  return actor;
}

export async function requirePermission(
  db: Database | Transaction,
  authority: Authority,
  permission: OrganizationScoped,
): Promise<void> {
  if (may(authority, permission)) return;

  refuse(await forbidden(db, authority, permission));
}

async function forbidden(
  db: Database | Transaction,
  { organization, role, type }: Authority,
  permission: OrganizationScoped,
): Promise<Forbidden> {
  const rule = permissions[permission];
  const lowest = lowestRole(permission, organization.kind);
  return {
    kind: "forbidden",
    permission,
    role,
    organization: organization.name,
    organizationId: organization.id,
    organizationKind: organization.kind,
    whoMay: await whoMay(db, organization.id, lowest),
    ...(type === "viewer" && { viewer: true }),
    ...("setting" in rule && { setting: rule.setting }),
  };
}

/** Names of up to three active people whose role is at least this one, highest first. */
export async function whoMay(
  db: Database | Transaction,
  organizationId: string,
  lowest: Role,
): Promise<readonly string[]> {
  const roles = (["owner", "admin", "member"] as const).filter((role) => isAtLeast(role, lowest));
  const rows = await db.membership.findMany({
    where: { organizationId, role: { in: roles }, person: { state: "active", type: "user", kind: "human" } },
    orderBy: [{ role: "asc" }, { person: { displayName: "asc" } }],
    take: 3,
    select: { person: { select: { displayName: true } } },
  });
  return rows.map((row) => row.person.displayName);
}

async function readAuthorityRow(
  db: Database | Transaction,
  tenantId: string,
  { organizationId, personId }: { readonly organizationId: string; readonly personId: string | null },
): Promise<AuthorityRow | undefined> {
  const rows = await readRows<AuthorityRow>(
    db,
    Prisma.sql`
    SELECT o.id, o.name, o.slug, o.kind::text, o.personal_for_id AS "personalForId", o.admission::text,
      o.prerequisites::text[], o.members_can_invite AS "membersCanInvite",
      o.members_can_manage_clusters AS "membersCanManageClusters", o.members_can_open_ports AS "membersCanOpenPorts",
      o.members_can_scale AS "membersCanScale", o.members_can_see_usage AS "membersCanSeeUsage",
      o.deleted_at IS NOT NULL AS "isDeleted", m.role::text, p.display_name AS "personName", p.type::text,
      p.state::text
    FROM organization o
    LEFT JOIN membership m ON m.organization_id = o.id AND m.person_id = ${personId}::uuid
    LEFT JOIN person p ON p.id = m.person_id
    WHERE o.id = ${organizationId}::uuid AND o.tenant_id = ${tenantId}::uuid`,
  );
  return rows[0];
}

function factsOf(row: AuthorityRow): OrganizationFacts {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    kind: row.kind,
    personalForId: row.personalForId,
    admission: row.admission,
    prerequisites: row.prerequisites,
    settings: {
      membersCanInvite: row.membersCanInvite,
      membersCanManageClusters: row.membersCanManageClusters,
      membersCanOpenPorts: row.membersCanOpenPorts,
      membersCanScale: row.membersCanScale,
      membersCanSeeUsage: row.membersCanSeeUsage,
    },
  };
}
