import { permissions } from "../../domain/permissions.ts";
import type { Permission } from "../../domain/permissions.ts";
import type { Role } from "../../storage/generated/enums.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { nearestWord } from "../nearest.ts";
import { choice } from "./plain.ts";

export const roleNames = { owner: "Owner", admin: "Admin", member: "Member" } as const satisfies Record<Role, string>;

export const role: Kind<Role> = { ...choice("Role", roleNames), kind: "role" };

// Safe: the table's keys are exactly Permission, by its own type.
const allPermissions = Object.keys(permissions) as Permission[];
const MOST_SUGGESTIONS = 25;

/** A key of the permission table: "cluster:create", also written "cluster create" or "cluster.create". */
export const permission: Kind<Permission> = {
  kind: "permission",
  label: "Permission",
  field: "suggested",
  claims: (word) => permissionNamed(word) !== undefined,
  read(typed, field) {
    const found = permissionNamed(typed);
    if (found) return given(found);
    const near = nearestWord(typed, allPermissions);
    return notA(field, typed, `a permission, such as ${near ?? "cluster:create"}`);
  },
  async suggest(_context, query) {
    const wanted = query.toLowerCase();
    return allPermissions
      .filter((key) => `${key} ${permissions[key].sentence}`.toLowerCase().includes(wanted))
      .slice(0, MOST_SUGGESTIONS)
      .map((key) => ({ value: key, label: `${key}: ${permissions[key].sentence}` }));
  },
};

function permissionNamed(typed: string): Permission | undefined {
  const wanted = typed.toLowerCase().replace(/[\s.]+/u, ":");
  return allPermissions.find((key) => key === wanted || permissions[key].sentence === typed.toLowerCase());
}
