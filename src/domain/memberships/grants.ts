import type { Role } from "../../storage/generated/enums.ts";
import { rolesOffered } from "../organizations/organization.ts";
import { holds, isAtLeast, may, organizationScoped } from "./authority.ts";
import type { Authority } from "./authority.ts";

/**
 * Whether somebody may give a role: it must not rank above their own, and they must have every permission that it
 * brings in this organization (Kubernetes' rule against escalation).
 */
export function mayGrant(grantor: Pick<Authority, "role" | "type" | "organization">, role: Role): boolean {
  return (
    isAtLeast(grantor.role, role) &&
    organizationScoped.every((permission) => !holds(role, grantor.organization, permission) || may(grantor, permission))
  );
}

/** The roles somebody may give here, highest first. */
export function grantable(grantor: Pick<Authority, "role" | "type" | "organization">): readonly Role[] {
  return rolesOffered[grantor.organization.kind].filter((role) => mayGrant(grantor, role));
}

/** Owners act on anybody, admins on admins and members: never on somebody above. */
export function mayActOn(actor: Role, target: Role): boolean {
  return isAtLeast(actor, target);
}
