import { describe, expect, it } from "vitest";
import { pauseSubject, previewPause } from "../../src/domain/pauses/pause-subject.ts";
import type { PauseWish } from "../../src/domain/pauses/pause-subject.ts";
import { resumeSubject } from "../../src/domain/pauses/resume-subject.ts";
import { createPolicy } from "../../src/domain/policies/create-policy.ts";
import { deletePolicy } from "../../src/domain/policies/delete-policy.ts";
import { evaluatePolicies } from "../../src/domain/policies/evaluate-policies.ts";
import { giveGrant } from "../../src/domain/quotas/give-grant.ts";
import { setQuota } from "../../src/domain/quotas/set-quota.ts";
import type { CountedSubject, Subject } from "../../src/domain/quotas/subject.ts";
import { anOrganization, aPerson, contextOf, later, newId, NOON, problemOf, systemWorld } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aLimit, GPU, hasUsed, hours } from "../support/limited.ts";
import { aRunner } from "../domain/service-accounts/runner.ts";
import { aVisionLab } from "../domain/quotas/vision-lab.ts";

const database = useDatabase();

const MINUTE = 60_000;

function pausing(world: World, by: SomePerson, subject: CountedSubject, wish: Partial<PauseWish> = {}) {
  return pauseSubject(contextOf(world, by), { subject, mode: "hold", ...wish });
}

const resuming = (world: World, by: SomePerson, subject: CountedSubject) =>
  resumeSubject(contextOf(world, by), { subject });

function making(world: World, by: SomePerson, subject: CountedSubject, window = "month") {
  return createPolicy(contextOf(world, by), {
    subject,
    meter: GPU,
    window,
    trigger: { kind: "amount", amount: hours(1) },
    action: "drain",
  });
}

async function join({ db, tenantId }: World, organizationId: string, personId: string, role: "admin" | "member") {
  await db.membership.create({ data: { id: newId(), tenantId, organizationId, personId, role, joinedAt: NOON } });
}

const toldTo = ({ db, tenantId }: World, { id }: SomePerson) =>
  db.delivery.count({ where: { tenantId, recipient: `person:${id}` } });

const anchored = (nth: number) => `anchored:day:20${nth + 10}-01-01`;

const ofCounted = ({ db, tenantId }: World) => db.$queryRaw<{ count: number }[]>`
  SELECT count(*)::int AS count FROM counted_window WHERE tenant_id = ${tenantId}::uuid AND meter = ${GPU.name}`;

async function aFounder() {
  const found = await aVisionLab(database.db);
  const mallory = await aPerson(found.world, { name: "Mallory" });
  const own = await anOrganization(found.world, { name: "Call 555-0100 now", members: [[mallory, "owner"]] });
  return { ...found, mallory, victim: { scope: "member", organizationId: own.id, personId: found.bob.id } as const };
}

async function anAdmin() {
  const found = await aVisionLab(database.db);
  const eve = await aPerson(found.world, { name: "Eve" });
  await join(found.world, found.lab.id, eve.id, "admin");
  const theOwner = { scope: "member", organizationId: found.lab.id, personId: found.alice.id } as const;
  return { ...found, eve, theOwner };
}

async function aPausedRunner() {
  const found = await aRunner(database.db);
  const { world, alice, bob, lab, asMember } = found;
  await world.db.membership.updateMany({
    where: { organizationId: lab.id, personId: bob.id },
    data: { role: "admin" },
  });
  await pausing(world, alice, asMember);
  const { facts } = await making(world, alice, asMember);
  return { ...found, policyId: facts.id };
}

describe("whoever founded an organization", () => {
  it("pauses, limits and watches nobody who does not belong to it, and so has nobody told of that", async () => {
    const { world, mallory, bob, victim } = await aFounder();
    const outsider = { kind: "not-found", thing: "member" };
    const grant = { subject: victim, meter: GPU.name, amount: hours(1) };
    const wish = { subject: victim, meter: GPU, window: "month", amount: hours(1), reason: "call us" };

    expect(await problemOf(pausing(world, mallory, victim, { reason: "call us" }))).toMatchObject(outsider);
    expect(await problemOf(previewPause(contextOf(world, mallory), { subject: victim, mode: "hold" }))).toMatchObject(
      outsider,
    );
    expect(await problemOf(making(world, mallory, victim))).toMatchObject(outsider);
    expect(await problemOf(setQuota(contextOf(world, mallory), wish))).toMatchObject(outsider);
    expect(await problemOf(giveGrant(contextOf(world, mallory), grant))).toMatchObject(outsider);
    expect(await toldTo(world, bob)).toBe(0);
  });
});

describe("an admin", () => {
  it("does not lock out an owner, who could not lift it", async () => {
    const { world, eve, theOwner } = await anAdmin();
    const above = { kind: "member-above-you", name: "Alice Moreau" };

    expect(await problemOf(pausing(world, eve, theOwner))).toMatchObject(above);
    expect(await problemOf(making(world, eve, theOwner))).toMatchObject(above);
  });

  it("is paused by an owner, and lifts it neither alone nor by a policy", async () => {
    const { world, alice, eve, lab } = await anAdmin();
    const theAdmin = { scope: "member", organizationId: lab.id, personId: eve.id } as const;
    await pausing(world, alice, theAdmin);
    const { facts } = await making(world, alice, theAdmin);

    expect(await problemOf(resuming(world, eve, theAdmin))).toMatchObject({ kind: "quota-of-oneself" });
    const deleting = deletePolicy(contextOf(world, eve), { policyId: facts.id });
    expect(await problemOf(deleting)).toMatchObject({ kind: "quota-of-oneself" });
  });

  it("of the installation does not pause a Super Admin, wherever that one works", async () => {
    const { world, root, lab } = await anAdmin();
    const admin = await aPerson(world, { name: "Adam", role: "admin" });
    await join(world, lab.id, root.id, "member");
    const places: readonly CountedSubject[] = [
      { scope: "person", personId: root.id },
      { scope: "member", organizationId: lab.id, personId: root.id },
    ];

    for (const subject of places) {
      expect(await problemOf(pausing(world, admin, subject))).toEqual({ kind: "person-above-you", name: "Root" });
      expect(await problemOf(making(world, admin, subject))).toEqual({ kind: "person-above-you", name: "Root" });
    }
  });
});

describe("who answers for a service account", () => {
  it("does not lift what others hold it back with, nor cut that short", async () => {
    const { world, bob, asMember, policyId } = await aPausedRunner();
    const own = { kind: "quota-of-oneself", serviceAccount: "ci-runner" };

    expect(await problemOf(resuming(world, bob, asMember))).toMatchObject(own);
    expect(await problemOf(pausing(world, bob, asMember, { until: later(MINUTE) }))).toMatchObject(own);
    expect(await problemOf(deletePolicy(contextOf(world, bob), { policyId }))).toMatchObject(own);
  });
});

describe("a policy of an organization above", () => {
  it("pauses nothing that stands elsewhere by now", async () => {
    const { world, lab, pool } = await aVisionLab(database.db);
    const dana = await aPerson(world, { name: "Dana" });
    const faculty = await anOrganization(world, { name: "Faculty", members: [[dana, "owner"]] });
    await world.db.organization.update({ where: { id: lab.id }, data: { parentId: faculty.id } });
    await aLimit(world, pool, { hours: 400 });
    await making(world, dana, pool);
    await world.db.organization.update({ where: { id: lab.id }, data: { parentId: null } });
    await hasUsed(world, pool, 10);

    const { tenantId } = world;
    expect(await evaluatePolicies(systemWorld(world.db), { tenantId })).toBe(0);
    expect(await world.db.quotaPause.count({ where: { tenantId } })).toBe(0);
  });
});

describe("periods that nobody else counts by", () => {
  it("are few, whoever founds organizations: all use of the installation would be counted by each", async () => {
    const { world, root, alice, lab, pool, member } = await aVisionLab(database.db);
    const role = { scope: "role", organizationId: lab.id, role: "everyone" } as const;
    const set = (by: SomePerson, subject: Subject, window: string) =>
      setQuota(contextOf(world, by), { subject, meter: GPU, window, amount: hours(1) });
    const problems: unknown[] = [];
    for (let nth = 0; nth < 12; nth++) {
      problems.push(await problemOf(set(alice, role, anchored(nth))));
      problems.push(await problemOf(making(world, alice, pool, anchored(nth))));
    }

    expect(problems.filter((problem) => problem === "nothing was refused")).toHaveLength(10);
    expect(problems.at(-1)).toMatchObject({ kind: "window-limit", limit: 5 });
    expect((await ofCounted(world))[0]?.count).toBeLessThanOrEqual(10);
    expect(await set(alice, member, "month")).toMatchObject({ changed: true });
    expect(await set(alice, member, anchored(0))).toMatchObject({ changed: true });
    expect(await set(root, member, anchored(11))).toMatchObject({ changed: true });
    expect(await problemOf(set(alice, role, anchored(11)))).toBe("nothing was refused");
  });
});
