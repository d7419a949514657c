import type { Database, Transaction } from "../../storage/database.ts";
import type { OrganizationKind, Role } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { isAtLeast, lowestRole } from "../memberships/authority.ts";
import { chainOf } from "../organizations/tree.ts";
import { rolesHolding } from "../people/tenant-authority.ts";
import type { OrganizationScoped } from "../permissions.ts";
import type { RequestSubject } from "./request.ts";

const MOST_ASKED = 10;

/** Somebody's question to those who may answer it. */
interface Question {
  readonly subject: RequestSubject;
  readonly requesterId: string;
}

/**
 * Who is asked first, at most ten and never the requester: for somebody within an organization its admins, for an
 * organization those of the nearest one above that has any, and where there is nobody, the admins of the installation.
 */
export async function firstReviewers(
  db: Database | Transaction,
  context: Pick<Context, "tenantId">,
  { subject, requesterId }: Question,
): Promise<readonly Ref[]> {
  if (subject.scope !== "person") {
    const chain = await chainOf(db, { tenantId: context.tenantId, organizationId: subject.organizationId });
    const places = subject.scope === "organization" ? chain.slice(1) : chain.slice(0, 1);
    for (const place of places) {
      const asked = await holdersIn(db, place, { permission: "quota:set", besides: requesterId });
      if (asked.length > 0) return asked;
    }
  }
  return installationReviewers(db, context, requesterId);
}

/** Those who set anybody's limits, at most ten and not this person. */
export async function installationReviewers(
  db: Database | Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  besides: string,
): Promise<readonly Ref[]> {
  const rows = await db.person.findMany({
    where: {
      tenantId,
      state: "active",
      type: "user",
      role: { in: rolesHolding("quota:administer") },
      id: { not: besides },
    },
    orderBy: [{ role: "desc" }, { displayName: "asc" }],
    take: MOST_ASKED,
    select: { id: true, displayName: true },
  });
  return rows.map(({ id, displayName }) => ({ id, name: displayName }));
}

interface Holding {
  readonly permission: OrganizationScoped;
  readonly besides?: string;
}

/** Active people whose role in the organization has the permission, at most ten, highest first. */
export async function holdersIn(
  db: Database | Transaction,
  { id, kind }: { readonly id: string; readonly kind: OrganizationKind },
  { permission, besides }: Holding,
): Promise<readonly Ref[]> {
  const lowest = lowestRole(permission, kind);
  const roles = (["owner", "admin", "member"] as const).filter((role: Role) => isAtLeast(role, lowest));
  const rows = await db.membership.findMany({
    where: {
      organizationId: id,
      role: { in: roles },
      ...(besides && { personId: { not: besides } }),
      person: { state: "active", type: "user" },
    },
    orderBy: [{ role: "asc" }, { person: { displayName: "asc" } }],
    take: MOST_ASKED,
    select: { person: { select: { id: true, displayName: true } } },
  });
  return rows.map(({ person }) => ({ id: person.id, name: person.displayName }));
}
