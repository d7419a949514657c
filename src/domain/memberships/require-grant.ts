import type { Database, Transaction } from "../../storage/database.ts";
import type { Role } from "../../storage/generated/enums.ts";
import { refuse } from "../errors.ts";
import { rolesOffered } from "../organizations/organization.ts";
import { whoMay } from "./authority-in.ts";
import { isAtLeast } from "./authority.ts";
import type { Authority, OrganizationFacts } from "./authority.ts";
import { grantable, mayActOn, mayGrant } from "./grants.ts";
import type { Member } from "./member.ts";

/** Refuses a role that this kind of organization does not have. */
export function requireOffered(organization: OrganizationFacts, role: Role): void {
  const offered: readonly Role[] = rolesOffered[organization.kind];
  if (offered.includes(role)) return;

  refuse({ kind: "role-not-offered", role, offered, organization: organization.name });
}

/** Refuses to give a role that the giver could not have given. */
export async function requireGrantable(tx: Transaction, grantor: Authority, role: Role): Promise<void> {
  if (mayGrant(grantor, role)) return;

  const { organization, role: yours } = grantor;
  refuse({
    kind: "role-above-yours",
    role,
    yours,
    grantable: grantable(grantor),
    organization: organization.name,
    whoMay: await whoMay(tx, organization.id, isAtLeast(role, "owner") ? "owner" : "admin"),
  });
}

/** Refuses to touch somebody who ranks above. */
export async function requireActsOn(db: Database | Transaction, actor: Authority, target: Member): Promise<void> {
  if (mayActOn(actor.role, target.role)) return;

  refuse({
    kind: "member-above-you",
    name: target.person.name,
    role: target.role,
    yours: actor.role,
    organization: actor.organization.name,
    whoMay: await whoMay(db, actor.organization.id, target.role),
  });
}
