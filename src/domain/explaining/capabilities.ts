import type { Permission, Plane } from "../permissions.ts";
import { permissions } from "../permissions.ts";
import { holds, isForViewers, organizationScoped } from "../memberships/authority.ts";
import type { PersonStanding } from "../people/standing.ts";

export interface Capability {
  readonly permission: Permission;
  readonly plane: Plane;
  /** Completes "You may (not) …". */
  readonly sentence: string;
  readonly allowed: boolean;
}

/** What somebody may and may not do in one of their organizations, in the order of the table; nothing where they do not belong. */
export function capabilities(
  { person, memberships }: Pick<PersonStanding, "person" | "memberships">,
  organizationId: string,
): readonly Capability[] {
  const membership = memberships.find((one) => one.organizationId === organizationId);
  if (!membership) return [];

  return organizationScoped.map((permission) => {
    const { plane, sentence } = permissions[permission];
    const isFree = person.state === "active" && (person.type === "user" || isForViewers(permission));
    return { permission, plane, sentence, allowed: isFree && holds(membership.role, membership, permission) };
  });
}
