import type { Admission, OrganizationKind, PersonType, Prerequisite, Role } from "../../storage/generated/enums.ts";
import { keeperRole } from "../organizations/organization.ts";
import type { MemberSettings } from "../organizations/organization.ts";
import { isOrganizationScoped, permissions } from "../permissions.ts";
import type { MemberSetting, OrganizationScoped, Permission } from "../permissions.ts";

/** What verbs need to know of an organization to decide. */
export interface OrganizationFacts {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly kind: OrganizationKind;
  readonly personalForId: string | null;
  readonly admission: Admission;
  readonly prerequisites: readonly Prerequisite[];
  readonly settings: MemberSettings;
}

/** What an active person is in an organization at this moment. */
export interface Authority {
  readonly organization: OrganizationFacts;
  readonly personId: string;
  readonly name: string;
  readonly type: PersonType;
  readonly role: Role;
}

const roles = ["member", "admin", "owner"] as const satisfies readonly Role[];
const organizationKinds = ["organization", "project"] as const satisfies readonly OrganizationKind[];
const ranks: Readonly<Record<Role, number>> = { member: 0, admin: 1, owner: 2 };

/** True when `role` is at least as high as `other`. */
export function isAtLeast(role: Role, other: Role): boolean {
  return ranks[role] >= ranks[other];
}

/** The lowest role that always has it: what takes an owner takes, where there are none, whoever keeps the place. */
export function lowestRole(permission: OrganizationScoped, kind: OrganizationKind): Role {
  const { lowest } = permissions[permission];
  const keeper = keeperRole(kind);
  return isAtLeast(keeper, lowest) ? lowest : keeper;
}

/** Whether the role has the permission in such a place. */
export function holds(
  role: Role,
  { kind, settings }: Pick<OrganizationFacts, "kind" | "settings">,
  permission: OrganizationScoped,
): boolean {
  const answer = answers[kind][role].get(permission);
  return typeof answer === "string" ? settings[answer] : answer === true;
}

/** A viewer looks and does nothing else, whatever their role. */
export function isForViewers(permission: OrganizationScoped): boolean {
  return permission.endsWith(":view") || permission.endsWith(":list");
}

/** Whether somebody may, taking into account what kind of account they have. */
export function may(
  authority: Pick<Authority, "role" | "type" | "organization">,
  permission: OrganizationScoped,
): boolean {
  if (authority.type === "viewer" && !isForViewers(permission)) return false;

  return holds(authority.role, authority.organization, permission);
}

// Safe: the keys of the table are what Permission is made of.
const allPermissions = Object.keys(permissions) as readonly Permission[];

/** In the order of the table. */
export const organizationScoped: readonly OrganizationScoped[] = allPermissions.filter(isOrganizationScoped);

/** Worked out beforehand, since it stands in the way of every request: yes, no, or the setting that decides. */
const answers = mapped(organizationKinds, (kind) => mapped(roles, (role) => answersFor(kind, role)));

function answersFor(kind: OrganizationKind, role: Role): ReadonlyMap<OrganizationScoped, boolean | MemberSetting> {
  const answer = (permission: OrganizationScoped) => {
    const rule = permissions[permission];
    if (isAtLeast(role, lowestRole(permission, kind))) return true;
    return "setting" in rule ? rule.setting : false;
  };
  return new Map(organizationScoped.map((permission) => [permission, answer(permission)] as const));
}

function mapped<Key extends string, Value>(keys: readonly Key[], value: (key: Key) => Value): Record<Key, Value> {
  // Safe: every key of Record<Key, Value> is in keys.
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>;
}
