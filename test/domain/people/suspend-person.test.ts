import { describe, expect, it } from "vitest";
import { activatePerson } from "../../../src/domain/people/activate-person.ts";
import { reinstatePerson } from "../../../src/domain/people/reinstate-person.ts";
import { previewSuspension, suspendPerson } from "../../../src/domain/people/suspend-person.ts";
import { createOrganization } from "../../../src/domain/organizations/create-organization.ts";
import { createServiceAccount } from "../../../src/domain/service-accounts/create-service-account.ts";
import { aPerson, aTenant, anOrganization, contextOf, problemOf, warmUp } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

async function given() {
  const world = await aTenant(database.db);
  const rita = await aPerson(world, { name: "Rita Root", role: "super_admin" });
  const adam = await aPerson(world, { name: "Adam Admin", role: "admin" });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [alice, "owner"],
      [bob, "admin"],
    ],
  });
  return { world, rita, adam, alice, bob, lab };
}

describe("suspendPerson", () => {
  it("lets somebody change nothing until they are reinstated, and tells them both times", async () => {
    const { world, adam, bob } = await given();
    const context = contextOf(world, adam);
    const theirs = contextOf(world, bob);
    await suspendPerson(context, { personId: bob.id, reason: "stolen laptop" });
    const wish = { name: "New Lab", kind: "organization" } as const;
    expect(await problemOf(createOrganization(theirs, wish))).toMatchObject({ kind: "not-active", state: "suspended" });

    expect(await reinstatePerson(context, { personId: bob.id })).toMatchObject({ name: "Bob Ekman" });
    await createOrganization(theirs, wish);
    const told = await world.db.delivery.count({ where: { recipient: `person:${bob.id}`, subject: "notice" } });
    expect(told).toBe(2);
    const entry = await world.db.auditEntry.findFirst({
      where: { kind: "person-suspended", tenantId: world.tenantId },
    });
    expect(entry).toMatchObject({ actorId: adam.id, subject: "Bob Ekman", reason: "stolen laptop" });
  });

  it("is for admins, and neither of oneself nor of who ranks above", async () => {
    const { world, rita, adam, alice, bob } = await given();
    const by = (who: typeof alice, whom: typeof alice) =>
      problemOf(suspendPerson(contextOf(world, who), { personId: whom.id }));
    expect(await by(alice, bob)).toMatchObject({ kind: "forbidden", permission: "person:suspend" });
    expect(await by(adam, adam)).toMatchObject({ kind: "person-not-suspendable", because: "yourself" });
    expect(await by(adam, rita)).toMatchObject({ kind: "person-not-suspendable", because: "ranks-above" });
    expect(await by(rita, adam)).toBe("nothing was refused");
    expect(await by(rita, adam)).toMatchObject({ because: "not-active", state: "suspended" });
  });

  it("E12 leaves no organization without somebody active who answers for it", async () => {
    const { world, rita, alice, bob } = await given();
    const context = contextOf(world, rita);
    expect(await problemOf(suspendPerson(context, { personId: alice.id }))).toMatchObject({
      kind: "last-keeper",
      change: "suspend",
      organization: "Vision Lab",
    });
    await world.db.membership.updateMany({ where: { personId: bob.id }, data: { role: "owner" } });
    await warmUp(world.db, 2);
    const both = [alice, bob].map(({ id }) => problemOf(suspendPerson(context, { personId: id })));
    expect((await Promise.all(both)).filter((one) => one === "nothing was refused")).toHaveLength(1);
  });

  it("leaves one of two who suspend each other", async () => {
    const { world, rita } = await given();
    const other = await aPerson(world, { name: "Rosa", role: "super_admin" });
    await warmUp(world.db, 2);
    const answers = await Promise.all([
      problemOf(suspendPerson(contextOf(world, rita), { personId: other.id })),
      problemOf(suspendPerson(contextOf(world, other), { personId: rita.id })),
    ]);
    expect(answers).toContain("nothing was refused");
    expect(answers).toContainEqual({ kind: "not-active", state: "suspended" });
  });

  it("knows nobody of another installation, no service account, and no alert about somebody else", async () => {
    const [{ world, rita, bob, lab }, there] = [await given(), await given()];
    const context = contextOf(world, rita);
    expect(await problemOf(suspendPerson(context, { personId: there.bob.id }))).toMatchObject({ kind: "not-found" });
    const owned = { name: "ci-runner", organizationId: lab.id, responsibleId: bob.id };
    const program = await createServiceAccount(context, owned);
    expect(await problemOf(suspendPerson(context, { personId: program.id }))).toMatchObject({ wanted: "suspended" });
    const wish = { personId: bob.id, alertId: "00000000-0000-4000-8000-000000000000" };
    expect(await problemOf(suspendPerson(context, wish))).toMatchObject({ kind: "not-found", thing: "alert" });
  });

  it("previews what it changes, and changes nothing", async () => {
    const { world, rita, bob } = await given();
    const { reach } = await previewSuspension(contextOf(world, rita), { personId: bob.id });
    expect(reach).toEqual({ keys: 0, accounts: 0, open: 0, lastEnds: null });
    expect((await world.db.person.findUniqueOrThrow({ where: { id: bob.id } })).state).toBe("active");
  });

  it("is no way round activation", async () => {
    const { world, adam } = await given();
    const waiting = await aPerson(world, { name: "Wanda", state: "pending_activation" });
    const context = contextOf(world, adam);
    const { id: personId } = waiting;
    expect(await problemOf(suspendPerson(context, { personId }))).toMatchObject({ because: "not-active" });
    expect(await problemOf(reinstatePerson(context, { personId }))).toMatchObject({ kind: "person-not-suspended" });
    await activatePerson(context, { personId });
  });
});
