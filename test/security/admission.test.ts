import { describe, expect, it } from "vitest";
import { configureOrganization } from "../../src/domain/organizations/configure-organization.ts";
import { aPerson, aTenant, anOrganization, contextOf, problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

async function aLab() {
  const world = await aTenant(database.db, { registration: "closed" });
  const mallory = await aPerson(world, { name: "Mallory" });
  const lab = await anOrganization(world, { members: [[mallory, "owner"]] });
  return { world, mallory, lab };
}

describe("admission", () => {
  it("lets no owner open a closed installation", async () => {
    const { world, mallory, lab } = await aLab();
    const open = { organizationId: lab.id, admission: "create" } as const;

    expect(await problemOf(configureOrganization(contextOf(world, mallory), open))).toMatchObject({
      kind: "forbidden",
      permission: "person:activate",
    });
  });

  it("is opened by an owner who may activate people anyway", async () => {
    const world = await aTenant(database.db);
    const admin = await aPerson(world, { role: "admin" });
    const lab = await anOrganization(world, { members: [[admin, "owner"]] });
    const open = { organizationId: lab.id, admission: "create" } as const;

    expect(await configureOrganization(contextOf(world, admin), open)).toMatchObject({ changed: true });
  });
});
