import type { OrganizationKind, PersonState, PersonType, Role } from "../../storage/generated/enums.ts";
import { keeperRole } from "../organizations/organization.ts";

export interface Holder {
  readonly personId: string;
  readonly role: Role;
  readonly state: PersonState;
  readonly type: PersonType;
}

/** Whether somebody can answer for an organization: an owner (in a project an admin), active, and not a viewer. */
export function isKeeper(holder: Holder, kind: OrganizationKind): boolean {
  return holder.role === keeperRole(kind) && holder.state === "active" && holder.type === "user";
}

/** Whether a keeper is left when this person has `role` from now on, or none. */
export function keepsAKeeper(
  holders: readonly Holder[],
  kind: OrganizationKind,
  change: { readonly personId: string; readonly role: Role | undefined },
): boolean {
  return holders.some((holder) => {
    if (holder.personId !== change.personId) return isKeeper(holder, kind);

    return change.role !== undefined && isKeeper({ ...holder, role: change.role }, kind);
  });
}
