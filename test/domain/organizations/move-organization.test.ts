import { describe, expect, it } from "vitest";
import { deleteOrganization } from "../../../src/domain/organizations/delete-organization.ts";
import { moveOrganization, previewMove } from "../../../src/domain/organizations/move-organization.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { setQuota } from "../../../src/domain/quotas/set-quota.ts";
import { anOrganization, aPerson, aTenant, contextOf, NOON, problemOf, warmUp } from "../../support/builders.ts";
import type { SomeOrganization, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

const GPU = requireMeter(builtInConfiguration(NOON), "gpu_hours");

async function aForest(count: number) {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const labs: SomeOrganization[] = [];
  for (let number = 1; number <= count; number++)
    labs.push(await anOrganization(world, { name: `Lab ${number}`, members: [[alice, "owner"]] }));
  return { world, root, alice, bob, labs };
}

const idOf = (labs: readonly SomeOrganization[], at: number) => labs[at]?.id ?? "";

async function parentOf({ db }: World, id: string) {
  return (await db.organization.findUniqueOrThrow({ where: { id } })).parentId;
}

describe("moveOrganization", () => {
  it("puts one below another and takes it out again", async () => {
    const { world, root, labs } = await aForest(2);
    const [organizationId, underId] = [idOf(labs, 0), idOf(labs, 1)];
    const context = contextOf(world, root);
    expect(await moveOrganization(context, { organizationId, underId })).toMatchObject({
      before: null,
      after: { name: "Lab 2" },
      changed: true,
    });
    expect(await moveOrganization(context, { organizationId, underId })).toMatchObject({ changed: false });
    expect(await parentOf(world, organizationId)).toBe(underId);

    await moveOrganization(context, { organizationId, underId: null });
    expect(await parentOf(world, organizationId)).toBeNull();
  });

  it("is for admins of the installation, and for who owns all that it concerns", async () => {
    const { world, alice, bob, labs } = await aForest(2);
    const [organizationId, underId] = [idOf(labs, 0), idOf(labs, 1)];
    expect(await problemOf(moveOrganization(contextOf(world, bob), { organizationId, underId }))).toMatchObject({
      kind: "forbidden",
      permission: "organization:move",
    });
    expect(await moveOrganization(contextOf(world, alice), { organizationId, underId })).toMatchObject({
      changed: true,
    });

    await world.db.membership.deleteMany({ where: { organizationId: underId } });
    expect(await problemOf(moveOrganization(contextOf(world, alice), { organizationId, underId: null }))).toMatchObject(
      {
        kind: "forbidden",
      },
    );
  });

  it("makes no loops, and no tree of more than eight levels", async () => {
    const { world, root, labs } = await aForest(9);
    const context = contextOf(world, root);
    for (let at = 1; at < 8; at++)
      await moveOrganization(context, { organizationId: idOf(labs, at), underId: idOf(labs, at - 1) });

    const move = (at: number, under: number) =>
      problemOf(moveOrganization(context, { organizationId: idOf(labs, at), underId: idOf(labs, under) }));
    expect(await move(0, 7)).toMatchObject({ kind: "organization-loop", organization: "Lab 1", under: "Lab 8" });
    expect(await move(0, 0)).toMatchObject({ kind: "organization-loop" });
    expect(await move(8, 7)).toMatchObject({ kind: "organization-too-deep", limit: 8 });
    expect(await move(0, 8)).toMatchObject({ kind: "organization-too-deep" });
  });

  it("makes no loop when two are put below each other at once", async () => {
    const { world, root, labs } = await aForest(2);
    await warmUp(world.db, 4);
    const context = contextOf(world, root);
    const [one, other] = [idOf(labs, 0), idOf(labs, 1)];
    const outcomes = await Promise.all([
      problemOf(moveOrganization(context, { organizationId: one, underId: other })),
      problemOf(moveOrganization(context, { organizationId: other, underId: one })),
    ]);
    expect(outcomes.filter((outcome) => outcome !== "nothing was refused")).toMatchObject([
      { kind: "organization-loop" },
    ]);
  });

  it("says beforehand which limits bind then", async () => {
    const { world, root, labs } = await aForest(2);
    const [organizationId, underId] = [idOf(labs, 0), idOf(labs, 1)];
    const context = contextOf(world, root);
    const subject = { scope: "organization", organizationId: underId } as const;
    await setQuota(context, { subject, meter: GPU, window: "month", amount: 5_000_000n });

    const { impact } = await previewMove(context, { organizationId, underId });
    expect(impact.before).toEqual([]);
    expect(impact.after).toMatchObject([{ subjectName: "Lab 2", allowance: 5_000_000n }]);
    expect(await parentOf(world, organizationId)).toBeNull();
  });
});

describe("deleting an organization that has others below it", () => {
  it("lets them go up one level, and ends its limits", async () => {
    const { world, root, alice, labs } = await aForest(3);
    const context = contextOf(world, root);
    const [top, middle, bottom] = [idOf(labs, 0), idOf(labs, 1), idOf(labs, 2)];
    await moveOrganization(context, { organizationId: middle, underId: top });
    await moveOrganization(context, { organizationId: bottom, underId: middle });
    const subject = { scope: "organization", organizationId: middle } as const;
    await setQuota(context, { subject, meter: GPU, window: "month", amount: 5_000_000n });

    expect(await deleteOrganization(contextOf(world, alice), { organizationId: middle })).toMatchObject({
      childCount: 1,
    });
    expect(await parentOf(world, bottom)).toBe(top);
    expect(await world.db.quota.count({ where: { tenantId: world.tenantId } })).toBe(0);
  });
});
