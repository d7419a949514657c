import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import type { OrganizationKind, PlatformRole, Role } from "../../storage/generated/enums.ts";
import type { OrganizationFacts } from "../memberships/authority.ts";
import { isAtLeast } from "../memberships/authority.ts";
import { readAuthority, readOrganization, requirePerson } from "../memberships/authority-in.ts";
import { isOrganizationScoped, permissions } from "../permissions.ts";
import type { Permission } from "../permissions.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";
import { whyIn, whyInTenant } from "./why.ts";
import type { Why } from "./why.ts";

export interface PermissionAnswer extends Why {
  readonly person: Ref;
  readonly permission: Permission;
  /** Completes "may (not) …". */
  readonly sentence: string;
  /** Absent for a permission of the installation. */
  readonly organization?: Ref & { readonly kind: OrganizationKind };
  /** What the person is there; absent for who does not belong. */
  readonly role?: Role | PlatformRole;
}

interface Question {
  readonly personId: string;
  readonly permission: Permission;
  /** Needed for a permission within an organization; default: the asker's current one. */
  readonly organizationId?: string | undefined;
}

/** Which rule, role and setting decide, and what would turn it round. Of others only for who answers for them. */
export async function explainPermission(context: Context, question: Question): Promise<PermissionAnswer> {
  const asker = requirePerson(context);
  const { db, tenantId } = context;
  const { personId, permission } = question;
  const found = await db.person.findFirst({ where: { id: personId, tenantId, state: { not: "deleted" } } });
  if (!found) return refuse({ kind: "not-found", thing: "person" });
  const person = { id: found.id, name: found.displayName };
  const about = { person, permission, sentence: permissions[permission].sentence };
  const mayAskOfAll = await asksOfAll(context);

  if (!isOrganizationScoped(permission)) {
    if (personId !== asker.id && !mayAskOfAll) return refuse({ kind: "not-found", thing: "person" });
    return { ...about, role: found.role, ...whyInTenant(permission, found, found.role) };
  }
  const organizationId = question.organizationId ?? asker.currentOrganizationId;
  if (!organizationId) return refuse({ kind: "no-current-organization" });
  const organization = await organizationFor(context, { organizationId, personId, mayAskOfAll });
  const membership = await db.membership.findUnique({
    where: { organizationId_personId: { organizationId, personId } },
    select: { role: true },
  });
  const { kind, settings, name } = organization;
  const why = whyIn(permission, found, { role: membership?.role, kind, settings });
  return {
    ...about,
    organization: { id: organizationId, name, kind },
    ...(membership && { role: membership.role }),
    ...why,
  };
}

async function asksOfAll({ db, tenantId, actor }: Context): Promise<boolean> {
  if (actor.kind !== "person") return false;
  const asker = await db.person.findFirst({ where: { id: actor.id, tenantId, state: "active", type: "user" } });
  return asker !== null && holdsInTenant(asker.role, "person:explain");
}

interface Asked {
  readonly organizationId: string;
  readonly personId: string;
  readonly mayAskOfAll: boolean;
}

/** The organization, if the asker may ask there: of themselves as a member, of others as an admin of the same one. */
async function organizationFor(
  context: Context,
  { organizationId, personId, mayAskOfAll }: Asked,
): Promise<OrganizationFacts> {
  if (mayAskOfAll) {
    const organization = await readOrganization(context.db, context, organizationId);
    return organization ?? refuse({ kind: "not-found", thing: "organization" });
  }

  const authority = await readAuthority(context.db, context, organizationId);
  const isSelf = personId === authority.personId;
  const isTogether = await findMembership(context, organizationId, personId);
  if (!isSelf && !(isTogether && isAtLeast(authority.role, "admin"))) refuse({ kind: "not-found", thing: "person" });
  return authority.organization;
}

async function findMembership({ db }: Context, organizationId: string, personId: string): Promise<boolean> {
  return (await db.membership.count({ where: { organizationId, personId } })) > 0;
}
