import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { findAuthority, readAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import { may } from "../memberships/authority.ts";
import { chainOf } from "../organizations/tree.ts";
import { answersFor } from "../people/answers-for.ts";
import { holdsInTenant, requireTenantPermission } from "../people/tenant-authority.ts";
import type { OrganizationScoped } from "../permissions.ts";
import type { CountedSubject } from "../quotas/subject.ts";

/** Whose alerts: a subject's, or with "each" everybody's and every organization's, each by itself. */
export type Watched = CountedSubject | "each";

/** See: read rules and alerts, acknowledge, snooze. Manage: make rules, silence. */
export type AlertRight = "see" | "manage";

type Db = Database | Transaction;
type Who = Pick<Context, "tenantId">;

interface Asking {
  readonly personId: string;
  readonly watched: Watched;
  readonly right: AlertRight;
}

/**
 * Stops whoever may not. Everybody sees and manages their own and those of service accounts they answer for; members see
 * their organization's, whose admins (and those of what is above) manage it and each member's there; administrators all.
 * Refuses with `forbidden`, and with `not-found` who may not even know of it.
 */
export async function requireAlertRight(context: Context, db: Db, asked: Omit<Asking, "personId">): Promise<void> {
  const { id: personId } = requirePerson(context);
  if (await hasAlertRight(db, context, { ...asked, personId })) return;

  await requireGiven(context, db, asked);
}

/** Refused unless they hold the permission itself. */
async function requireGiven(context: Context, db: Db, { watched, right }: Omit<Asking, "personId">): Promise<void> {
  if (watched === "each" || !("organizationId" in watched))
    return requireTenantPermission(db, context, "alert:administer");
  const authority = await readAuthority(db, context, watched.organizationId);
  await requirePermission(db, authority, permissionFor(watched, right));
}

/** Whether somebody may, as of now. */
export async function hasAlertRight(db: Db, who: Who, asked: Asking): Promise<boolean> {
  const { personId, watched, right } = asked;
  const person = await db.person.findFirst({
    where: { id: personId, tenantId: who.tenantId, state: "active" },
    select: { role: true, type: true },
  });
  if (!person) return false;
  if (person.type === "user" && holdsInTenant(person.role, "alert:administer")) return true;
  if (watched === "each" || watched.scope === "tenant") return false;
  if (await isOwn(db, who, { personId, watched })) return true;
  if (watched.scope === "person") return false;

  return holdsAlong(db, who, { personId, watched, permission: permissionFor(watched, right) });
}

/**
 * Whether what somebody may do about alerts goes no further than themselves: the alerts are about them, or about a service
 * account that they answer for, and nobody has given them the right over others' there.
 */
export async function isOnlyOwn(
  db: Db,
  who: Who,
  { personId, watched }: { readonly personId: string; readonly watched: CountedSubject },
): Promise<boolean> {
  if (!("personId" in watched)) return false;
  if (await administers(db, who, personId)) return false;
  if (watched.scope === "person") return true;
  return !(await holdsAlong(db, who, { personId, watched, permission: "alert:manage" }));
}

/** Whether somebody may choose what anybody is alerted of. */
export async function administers(db: Db, { tenantId }: Who, personId: string): Promise<boolean> {
  const where = { id: personId, tenantId, state: "active", type: "user" } as const;
  const person = await db.person.findFirst({ where, select: { role: true } });
  return person !== null && holdsInTenant(person.role, "alert:administer");
}

async function isOwn(db: Db, { tenantId }: Who, { personId, watched }: { personId: string; watched: CountedSubject }) {
  if (!("personId" in watched)) return false;
  return watched.personId === personId || answersFor(db, { tenantId, personId, accountId: watched.personId });
}

/** What another member does is not for every member to see. */
function permissionFor({ scope }: CountedSubject, right: AlertRight): "alert:view" | "alert:manage" {
  return right === "see" && scope === "organization" ? "alert:view" : "alert:manage";
}

interface Holding {
  readonly personId: string;
  readonly watched: Extract<CountedSubject, { organizationId: string }>;
  readonly permission: OrganizationScoped;
}

/** In the organization itself or in one above it. */
async function holdsAlong(db: Db, who: Who, { personId, watched, permission }: Holding): Promise<boolean> {
  const { organizationId } = watched;
  for (const above of await chainOf(db, { tenantId: who.tenantId, organizationId })) {
    const authority = await findAuthority(db, who, { organizationId: above.id, personId });
    if (authority && may(authority, permission)) return true;
  }
  return false;
}
