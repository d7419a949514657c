import { describe, expect, it } from "vitest";
import { registry } from "../../src/commands/registry.ts";
import { permissions } from "../../src/domain/permissions.ts";
import type { Permission } from "../../src/domain/permissions.ts";
import type { PlatformRole, Role } from "../../src/storage/generated/enums.ts";
import { anOrganization, aPerson, aTenant } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { pressed, typed } from "./asking.ts";

const database = useDatabase();

const below = { owner: "admin", admin: "member", member: undefined } as const satisfies Record<Role, Role | undefined>;
const belowInTenant = { super_admin: "admin", admin: "regular", regular: undefined } as const satisfies Record<
  PlatformRole,
  PlatformRole | undefined
>;

/** The role just below the lowest that may; undefined where everybody may. */
function roleBelow(permission: Permission): { role?: Role; platformRole?: PlatformRole } | undefined {
  const rule = permissions[permission];
  if (rule.scope === "organization") {
    const role = below[rule.lowest];
    return role && { role };
  }
  const platformRole = belowInTenant[rule.lowest];
  return platformRole && { platformRole };
}

const guarded = registry.commands.flatMap(({ id, permission, example }) => {
  const asker = permission && roleBelow(permission);
  return asker ? [{ id, permission, example, ...asker }] : [];
});

describe("every command's example, as the role just below", () => {
  it("covers commands of both planes of rights", () => {
    expect(guarded.length).toBeGreaterThanOrEqual(8);
  });

  it.each(guarded)(
    "$id refuses with $permission",
    async ({ permission, example, role = "member", platformRole = "regular" }) => {
      const world = await aTenant(database.db);
      const asker = await aPerson(world, { role: platformRole });
      const boss = await aPerson(world, { username: "boss" });
      const bob = await aPerson(world, { username: "bob" });
      const lab = await anOrganization(world, {
        name: "Vision Lab",
        members: [
          [boss, "owner"],
          [asker, role],
          [bob, "member"],
        ],
      });
      await world.db.organization.update({ where: { id: lab.id }, data: { slug: "vision-lab" } });
      await world.db.person.update({ where: { id: asker.id }, data: { currentOrganizationId: lab.id } });

      const first = await typed(world, asker, example);
      const confirming = first.actions?.find((action) => "call" in action && action.call.input["confirm"] === "yes");
      const reply = confirming && "call" in confirming ? await pressed(world, asker, confirming.call) : first;

      expect(reply).toMatchObject({ tone: "refusal", code: "forbidden" });
      const entry = await world.db.auditEntry.findFirst({ where: { tenantId: world.tenantId, outcome: "refused" } });
      expect(entry?.data).toMatchObject({ kind: "forbidden", permission });
    },
  );
});
