import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/domain/configuration/read-configuration.ts";
import type { Context } from "../../src/domain/context.ts";
import { assignPersonPlan } from "../../src/domain/plans/assign-person-plan.ts";
import { checkQuota } from "../../src/domain/quotas/check-quota.ts";
import { giveGrant } from "../../src/domain/quotas/give-grant.ts";
import { setQuota } from "../../src/domain/quotas/set-quota.ts";
import type { Subject } from "../../src/domain/quotas/subject.ts";
import { assignServiceAccount } from "../../src/domain/service-accounts/assign-service-account.ts";
import { createServiceAccount } from "../../src/domain/service-accounts/create-service-account.ts";
import { showServiceAccount } from "../../src/domain/service-accounts/list-service-accounts.ts";
import { removeServiceAccount } from "../../src/domain/service-accounts/remove-service-account.ts";
import { anOrganization, aPerson, contextOf, newId, NOON, problemOf } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { GPU, hours } from "../support/limited.ts";
import { aRunner } from "../domain/service-accounts/runner.ts";
import { aVisionLab } from "../domain/quotas/vision-lab.ts";

const database = useDatabase();

const text = `
plans:
  - { name: free, default: true, limits: { gpu_hours: 50 per month } }
  - { name: small, limits: { gpu_hours: 400 per month } }
`;
const read = readConfiguration(text, { file: "quartermaster.yml", loadedAt: NOON });
if (!read.ok) throw new Error(read.problems.join("\n"));
const { configuration } = read;

const asking = (world: World, person: SomePerson): Context => ({ ...contextOf(world, person), configuration });

const set = (world: World, by: SomePerson, subject: Subject, amount: number | null) =>
  setQuota(asking(world, by), {
    subject,
    meter: GPU,
    amount: amount === null ? null : hours(amount),
    window: "month",
  });

async function join({ db, tenantId }: World, organizationId: string, personId: string): Promise<void> {
  const role = "member";
  await db.membership.create({ data: { id: newId(), tenantId, organizationId, personId, role, joinedAt: NOON } });
}

async function fits(
  world: World,
  root: SomePerson,
  subject: { organizationId: string; personId: string },
  amount: number,
) {
  const asked = { subject: { scope: "member", ...subject }, meter: GPU, amount: hours(amount) } as const;
  const { decision } = await checkQuota(asking(world, root), asked);
  return decision.allowed;
}

describe("a service account as a way to more quota", () => {
  it("has nothing where people have a part each, however many there are", async () => {
    const { world, root, alice, bob, lab, asMember } = await aRunner(database.db);
    const another = await createServiceAccount(asking(world, alice), { name: "another", organizationId: lab.id });

    expect(await fits(world, root, { organizationId: lab.id, personId: bob.id }, 1)).toBe(true);
    expect(await fits(world, root, asMember, 1)).toBe(false);
    expect(await fits(world, root, { organizationId: lab.id, personId: another.id }, 1)).toBe(false);
  });

  it("has nothing of its organization's plan, nor of what everyone there or of its role has", async () => {
    const { world, root, lab, asMember } = await aRunner(database.db);
    await world.db.organization.update({ where: { id: lab.id }, data: { planName: "small" } });
    await set(world, root, { scope: "role", organizationId: lab.id, role: "everyone" }, 300);
    await set(world, root, { scope: "role", organizationId: lab.id, role: "member" }, null);
    await set(world, root, { scope: "role", role: "regular" }, 200);

    expect(await fits(world, root, asMember, 1)).toBe(true);
    await set(world, root, { scope: "role", organizationId: lab.id, role: "member" }, 250);
    expect(await fits(world, root, asMember, 1)).toBe(false);
  });

  it("gets nothing from an organization that shares out nothing", async () => {
    const { world, root, alice, asMember } = await aRunner(database.db);
    await set(world, alice, asMember, 1_000);

    expect(await fits(world, root, asMember, 1)).toBe(false);
    await set(world, root, { scope: "person", personId: asMember.personId }, 20);
    expect(await fits(world, root, asMember, 20)).toBe(true);
    expect(await fits(world, root, asMember, 21)).toBe(false);
  });

  it("gets of a pool what a member could get, and no more", async () => {
    const { world, root, alice, pool, asMember } = await aRunner(database.db);
    await set(world, root, pool, 100);

    expect(await problemOf(set(world, alice, asMember, 101))).toMatchObject({ kind: "quota-above-pool" });
    await set(world, alice, asMember, 60);
    expect(await fits(world, root, asMember, 60)).toBe(true);
    expect(await fits(world, root, asMember, 61)).toBe(false);
  });

  it("has a plan of its own only from who gives plans", async () => {
    const { world, root, alice, account, asMember } = await aRunner(database.db);
    const wish = { personId: account.id, plan: "small" };

    expect(await problemOf(assignPersonPlan(asking(world, alice), wish))).toMatchObject({ kind: "forbidden" });
    await assignPersonPlan(asking(world, root), wish);
    expect(await fits(world, root, asMember, 51)).toBe(true);
  });
});

/** The same, with Bob as an admin there and a pool to give from. */
async function anAdminsRunner() {
  const found = await aRunner(database.db);
  const { world, bob, lab, root, pool } = found;
  await world.db.membership.updateMany({
    where: { organizationId: lab.id, personId: bob.id },
    data: { role: "admin" },
  });
  await set(world, root, pool, 100);
  return found;
}

describe("who answers for a service account", () => {
  it("gives it nothing, whatever they may do for others", async () => {
    const { world, bob, asMember, asPerson } = await anAdminsRunner();
    const refused = { kind: "quota-of-oneself", serviceAccount: "ci-runner" };

    expect(await problemOf(set(world, bob, asMember, 10))).toMatchObject(refused);
    const grant = { subject: asMember, meter: GPU.name, amount: hours(5), expiresAt: null };
    expect(await problemOf(giveGrant(asking(world, bob), grant))).toMatchObject(refused);

    await world.db.person.update({ where: { id: bob.id }, data: { role: "admin" } });
    expect(await problemOf(set(world, bob, asPerson, 10))).toMatchObject(refused);
    expect(
      await problemOf(assignPersonPlan(asking(world, bob), { personId: asPerson.personId, plan: "small" })),
    ).toMatchObject({ kind: "plan-of-oneself" });
  });

  it("sets no limit of a role that such accounts alone hold", async () => {
    const { world, bob, lab } = await anAdminsRunner();
    const role = { scope: "role", organizationId: lab.id, role: "member" } as const;

    expect(await problemOf(set(world, bob, role, 10))).toMatchObject({ kind: "quota-of-oneself" });
    const dana = await aPerson(world, { name: "Dana" });
    await join(world, lab.id, dana.id);
    expect(await set(world, bob, role, 10)).toMatchObject({ changed: true });
  });

  it("is not taken over by who gave it quota, until that is gone", async () => {
    const { world, alice, asMember } = await anAdminsRunner();
    await set(world, alice, asMember, 10);
    const wish = { named: "ci-runner", responsibleId: alice.id };

    expect(await problemOf(assignServiceAccount(asking(world, alice), wish))).toMatchObject({
      kind: "responsible-gave",
      name: "Alice Moreau",
    });
    await world.db.quota.deleteMany({ where: { personId: asMember.personId } });
    expect(await assignServiceAccount(asking(world, alice), wish)).toMatchObject({ changed: true });
  });
});

describe("a service account's name", () => {
  it("is nobody's handle or whole name: what is typed for them would mean the account", async () => {
    const { world, root } = await aRunner(database.db);
    const mallory = await aPerson(world, { name: "Mallory" });
    const own = await anOrganization(world, { name: "Own", members: [[mallory, "owner"]] });
    await aPerson(world, { name: "Dora" });
    await world.db.identity.updateMany({ where: { personId: root.id }, data: { handle: "Chief" } });
    const make = (name: string) => createServiceAccount(asking(world, mallory), { name, organizationId: own.id });

    for (const name of ["chief", "dora"])
      expect(await problemOf(make(name))).toMatchObject({ kind: "service-name-taken", suggestion: `${name}-2` });
    expect((await make("chief-2")).name).toBe("chief-2");
  });
});

describe("a service account of another tenant", () => {
  it("is not there", async () => {
    const { account, lab } = await aRunner(database.db);
    const { world, root, alice, lab: own } = await aVisionLab(database.db);
    const hidden = { kind: "not-found" };

    expect(await problemOf(showServiceAccount(asking(world, root), account.name))).toMatchObject(hidden);
    expect(await problemOf(removeServiceAccount(asking(world, root), { named: account.name }))).toMatchObject(hidden);
    const elsewhere = { name: "spy", organizationId: lab.id };
    expect(await problemOf(createServiceAccount(asking(world, root), elsewhere))).toMatchObject(hidden);
    expect(await problemOf(createServiceAccount(asking(world, alice), elsewhere))).toMatchObject(hidden);
    const lent = { name: "spy", organizationId: own.id, responsibleId: account.responsible.id };
    expect(await problemOf(createServiceAccount(asking(world, alice), lent))).toMatchObject(hidden);
    const same = await createServiceAccount(asking(world, alice), { name: account.name, organizationId: own.id });
    expect(same.organization.id).toBe(own.id);
  });

  it("is not there for admins of other organizations either, who learn nothing by its name", async () => {
    const { world, account } = await aRunner(database.db);
    const dana = await aPerson(world, { name: "Dana" });
    const optics = await anOrganization(world, { name: "Optics", members: [[dana, "owner"]] });
    const context = asking(world, { ...dana, currentOrganizationId: optics.id });

    for (const named of [account.name, "no-such-account"]) {
      expect(await problemOf(removeServiceAccount(context, { named }))).toEqual({
        kind: "not-found",
        thing: "service_account",
        named,
        field: "name",
      });
    }
  });
});
