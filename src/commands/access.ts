import { holds, isForViewers } from "../domain/memberships/authority.ts";
import { holdsInTenant } from "../domain/people/tenant-authority.ts";
import { isOrganizationScoped, permissions } from "../domain/permissions.ts";
import type { OrganizationScoped, Permission } from "../domain/permissions.ts";
import type { Standing, StandingMembership } from "../domain/people/standing.ts";
import type { Command } from "./define.ts";
import { settingNames } from "./words.ts";

/** Whether a command is worth showing to somebody: the domain decides again when they use it. */
export function mayUse(standing: Standing, command: Command): boolean {
  if (command.hidden) return false;
  if (standing.kind === "unconnected") return command.who === "anyone";
  if (standing.kind === "visitor") return command.who !== undefined;
  if (standing.person.state !== "active") return command.who !== undefined;
  const { permission } = command;
  if (!permission) return true;
  if (!isOrganizationScoped(permission)) return holdsInTenant(standing.person.role, permission);
  return standing.memberships.some((membership) => mayIn(standing, membership, permission));
}

/** Whether a button for it is worth showing there; like `mayUse`. */
export function mayIn(standing: Standing, where: StandingMembership, permission: OrganizationScoped): boolean {
  if (standing.kind !== "person") return false;
  if (standing.person.type === "viewer" && !isForViewers(permission)) return false;
  return holds(where.role, where, permission);
}

/** "owners and admins; members too, where “members can invite” is on". */
export function whoMay(command: Pick<Command, "permission" | "who">): string {
  if (command.who === "anyone") return "everybody";
  if (command.who === "visitors") return "everybody on a connected workspace";
  return command.permission ? whoHolds(command.permission) : "everybody with an active account";
}

export function whoHolds(permission: Permission): string {
  const rule = permissions[permission];
  if (rule.scope === "tenant") return inTenant[rule.lowest];
  const setting = "setting" in rule ? `; members too, where “${settingNames[rule.setting]}” is on` : "";
  return `${inOrganization[rule.lowest]}${setting}`;
}

const inOrganization = {
  owner: "owners, in a project admins",
  admin: "owners and admins",
  member: "all members",
} as const;
const inTenant = {
  regular: "everybody with an active account",
  admin: "admins of the installation",
  super_admin: "Super Admins",
} as const;
