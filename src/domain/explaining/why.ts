import type { OrganizationKind, PersonState, PersonType, PlatformRole, Role } from "../../storage/generated/enums.ts";
import { holds, isAtLeast, isForViewers, lowestRole } from "../memberships/authority.ts";
import type { MemberSettings } from "../organizations/organization.ts";
import { rolesOffered } from "../organizations/organization.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";
import { permissions } from "../permissions.ts";
import type { MemberSetting, OrganizationScoped, TenantScoped } from "../permissions.ts";

/** The smallest thing that would turn the answer round. */
export type Change =
  | { readonly kind: "setting"; readonly setting: MemberSetting; readonly to: boolean }
  | { readonly kind: "role"; readonly from: Role; readonly to: Role }
  | { readonly kind: "join"; readonly as: Role }
  | { readonly kind: "leave" }
  | { readonly kind: "platform-role"; readonly from: PlatformRole; readonly to: PlatformRole }
  | { readonly kind: "account-state"; readonly from: PersonState; readonly to: "active" | "suspended" }
  | { readonly kind: "account-type"; readonly from: PersonType; readonly to: "user" };

export interface Why {
  readonly allowed: boolean;
  /** What decided it. */
  readonly because: "account-state" | "account-type" | "no-membership" | "role" | "setting";
  /** The lowest role that always may. */
  readonly lowest: Role | PlatformRole;
  readonly setting?: { readonly name: MemberSetting; readonly on: boolean };
  readonly flip: Change;
}

interface Account {
  readonly state: PersonState;
  readonly type: PersonType;
}

interface Place {
  /** Undefined for who does not belong there. */
  readonly role: Role | undefined;
  readonly kind: OrganizationKind;
  readonly settings: MemberSettings;
}

/** Why an account may or may not do something in an organization. */
export function whyIn(permission: OrganizationScoped, account: Account, place: Place): Why {
  const rule = permissions[permission];
  const setting = "setting" in rule ? { name: rule.setting, on: place.settings[rule.setting] } : undefined;
  const lowest = lowestRole(permission, place.kind);
  const common = { lowest, ...(setting && { setting }) };
  const barred = barrier(account, isForViewers(permission));
  if (barred) return { ...common, allowed: false, ...barred };
  const { role } = place;
  if (!role) {
    const as = lowestHolding(permission, place);
    return { ...common, allowed: false, because: "no-membership", flip: { kind: "join", as } };
  }

  const allowed = holds(role, place, permission);
  if (setting && !isAtLeast(role, lowest)) {
    const flip = { kind: "setting", setting: setting.name, to: !setting.on } as const;
    return { ...common, allowed, because: "setting", flip };
  }
  return { ...common, allowed, because: "role", flip: roleFlip(permission, role, { place, allowed }) };
}

function roleFlip(
  permission: OrganizationScoped,
  from: Role,
  { place, allowed }: { readonly place: Place; readonly allowed: boolean },
): Change {
  const to = allowed ? highestLacking(permission, place) : lowestHolding(permission, place);
  return to ? { kind: "role", from, to } : { kind: "leave" };
}

/** Why an account may or may not do something in the installation as a whole. */
export function whyInTenant(permission: TenantScoped, account: Account, role: PlatformRole): Why {
  const { lowest } = permissions[permission];
  const barred = barrier(account, false);
  if (barred) return { lowest, allowed: false, ...barred };

  const allowed = holdsInTenant(role, permission);
  const roles = ["regular", "admin", "super_admin"] as const;
  const to = allowed ? roles.findLast((one) => !holdsInTenant(one, permission)) : lowest;
  const flip: Change = to
    ? { kind: "platform-role", from: role, to }
    : { kind: "account-state", from: "active", to: "suspended" };
  return { lowest, allowed, because: "role", flip };
}

function barrier({ state, type }: Account, isForViewers: boolean): Pick<Why, "because" | "flip"> | undefined {
  if (state !== "active")
    return { because: "account-state", flip: { kind: "account-state", from: state, to: "active" } };
  if (type === "viewer" && !isForViewers) {
    return { because: "account-type", flip: { kind: "account-type", from: type, to: "user" } };
  }
  return undefined;
}

function lowestHolding(permission: OrganizationScoped, place: Place): Role {
  const offered = rolesOffered[place.kind];
  return offered.findLast((role) => holds(role, place, permission)) ?? offered[0];
}

function highestLacking(permission: OrganizationScoped, place: Place): Role | undefined {
  return rolesOffered[place.kind].find((role) => !holds(role, place, permission));
}
