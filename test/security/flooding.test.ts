import { describe, expect, it } from "vitest";
import { createOrganization } from "../../src/domain/organizations/create-organization.ts";
import { createPolicy } from "../../src/domain/policies/create-policy.ts";
import { anOrganization, aPerson, aTenant, contextOf, newId, NOON, problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { GPU, hours } from "../support/limited.ts";
import { aVisionLab } from "../domain/quotas/vision-lab.ts";

const database = useDatabase();

describe("organizations", () => {
  it("are founded by one person as long as they keep few, however many of them are projects", async () => {
    const world = await aTenant(database.db);
    const mallory = await aPerson(world, { name: "Mallory" });
    const kinds = ["organization", "project"] as const;
    for (let nth = 0; nth < 50; nth++) {
      const kind = kinds[nth % 2] ?? "project";
      await anOrganization(world, { kind, members: [[mallory, kind === "project" ? "admin" : "owner"]] });
    }

    for (const kind of kinds)
      expect(await problemOf(createOrganization(contextOf(world, mallory), { name: "One More", kind }))).toEqual({
        kind: "organization-limit",
        limit: 50,
      });
    await world.db.membership.updateMany({ where: { personId: mallory.id }, data: { role: "member" } });
    const found = await createOrganization(contextOf(world, mallory), { name: "One More", kind: "organization" });
    expect(found.name).toBe("One More");
  });
});

describe("policies", () => {
  it("are few in one organization's name, of however many members", async () => {
    const { world, root, alice, lab, pool } = await aVisionLab(database.db);
    const { tenantId } = world;
    const made = { tenantId, meter: GPU.name, window: "month", action: "notify", giverId: lab.id } as const;
    const by = { createdById: alice.id, createdByName: "Alice", createdAt: NOON };
    for (let nth = 0; nth < 100; nth++) {
      const personId = (await aPerson(world)).id;
      const subject = { organizationId: lab.id, personId, subjectKey: `member:${lab.id}:${personId}` };
      await world.db.quotaPolicy.create({ data: { ...made, ...by, ...subject, id: newId(), amount: 1n } });
    }
    const wish = {
      subject: pool,
      meter: GPU,
      window: "month",
      trigger: { kind: "amount", amount: hours(1) },
      action: "notify",
    } as const;

    expect(await problemOf(createPolicy(contextOf(world, alice), wish))).toEqual({
      kind: "policy-limit",
      subject: "Vision Lab",
      limit: 100,
    });
    expect((await createPolicy(contextOf(world, root), wish)).named.name).toBe("Vision Lab");
  });
});
