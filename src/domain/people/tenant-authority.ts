import type { Database, Transaction } from "../../storage/database.ts";
import type { PlatformRole } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { permissions } from "../permissions.ts";
import type { TenantScoped } from "../permissions.ts";

const ranks: Readonly<Record<PlatformRole, number>> = { regular: 0, admin: 1, super_admin: 2 };
const roles = ["super_admin", "admin", "regular"] as const satisfies readonly PlatformRole[];

/** Whether a role in the installation has the permission. */
export function holdsInTenant(role: PlatformRole, permission: TenantScoped): boolean {
  return ranks[role] >= ranks[permissions[permission].lowest];
}

/** Whether the actor, looked up again, ranks no lower than a role: nobody acts on who is above them (semantics E12). */
export async function ranksAtLeast(
  db: Database | Transaction,
  { tenantId, actor }: Context,
  role: PlatformRole,
): Promise<boolean> {
  if (actor.kind !== "person") return true;
  const person = await db.person.findFirst({ where: { id: actor.id, tenantId }, select: { role: true } });
  return person !== null && !ranksAbove(role, person.role);
}

export function ranksAbove(role: PlatformRole, other: PlatformRole): boolean {
  return ranks[role] > ranks[other];
}

/** Every role that has it, highest first. */
export function rolesHolding(permission: TenantScoped): PlatformRole[] {
  return roles.filter((role) => holdsInTenant(role, permission));
}

/** Looks the actor up again: what they were when the request came in does not decide. */
export async function requireTenantPermission(
  db: Database | Transaction,
  context: Context,
  permission: TenantScoped,
): Promise<void> {
  const actor = requirePerson(context);
  const person = await db.person.findFirst({
    where: { id: actor.id, tenantId: context.tenantId },
    select: { role: true, state: true, type: true },
  });
  if (!person) return refuse({ kind: "not-registered" });
  if (person.state !== "active") return refuse({ kind: "not-active", state: person.state });
  if (holdsInTenant(person.role, permission) && person.type === "user") return;

  const holders = await db.person.findMany({
    where: { tenantId: context.tenantId, state: "active", type: "user", role: { in: rolesHolding(permission) } },
    orderBy: [{ role: "desc" }, { displayName: "asc" }],
    take: 3,
    select: { displayName: true },
  });
  refuse({ kind: "forbidden", permission, role: person.role, whoMay: holders.map((holder) => holder.displayName) });
}
