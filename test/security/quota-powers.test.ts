import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import type { Configuration } from "../../src/domain/configuration/configuration.ts";
import type { Context } from "../../src/domain/context.ts";
import { requireMeter } from "../../src/domain/meters/find-meter.ts";
import { moveOrganization } from "../../src/domain/organizations/move-organization.ts";
import { giveGrant } from "../../src/domain/quotas/give-grant.ts";
import type { QuotaWish } from "../../src/domain/quotas/quota-wish.ts";
import { setQuota } from "../../src/domain/quotas/set-quota.ts";
import type { Subject } from "../../src/domain/quotas/subject.ts";
import { unsetQuota } from "../../src/domain/quotas/unset-quota.ts";
import { ingestUsage } from "../../src/domain/usage/ingest.ts";
import { reservationsOn } from "../domain/reservations/support.ts";
import { anOrganization, aPerson, aTenant, contextOf, DAY, later, NOON, problemOf } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

const builtIn = builtInConfiguration(NOON);
const GPU = requireMeter(builtIn, "gpu_hours");
const hours = (number: number) => BigInt(number) * 1_000_000n;

/** Everybody's plan allows ten GPU hours a month. */
const planned: Configuration = {
  ...builtIn,
  plans: [
    {
      name: "default",
      label: "Default",
      description: "",
      limits: [
        { meter: "gpu_hours", window: "month", amount: hours(10), model: "hard", gracePercent: 0, thresholds: [] },
      ],
    },
  ],
};

const by = (world: World, person: SomePerson): Context => ({ ...contextOf(world, person), configuration: planned });
const wish = (subject: Subject, amount: bigint | null, more: Partial<QuotaWish> = {}): QuotaWish => ({
  subject,
  amount,
  meter: GPU,
  window: "month",
  ...more,
});

/** Mallory and her second account, in an organization that she founded. */
async function anOutpost() {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const mallory = await aPerson(world, { name: "Mallory" });
  const puppet = await aPerson(world, { name: "Puppet" });
  const own = await anOrganization(world, {
    name: "Own Lab",
    members: [
      [mallory, "owner"],
      [puppet, "admin"],
    ],
  });
  return { world, root, mallory, puppet, own };
}

async function mayUse(world: World, person: SomePerson, organizationId: string, amount: bigint): Promise<boolean> {
  const reservations = reservationsOn(world.db, { now: NOON }, planned);
  const ask = { personId: person.id, organizationId, wanted: [{ meter: "gpu_hours", amount }] };
  const { allowed } = await reservations.check(world.tenantId, ask);
  await reservations.stop();
  return allowed;
}

describe("limits that an organization sets without having been given anything", () => {
  it("do not lift a plan for everybody in it", async () => {
    const { world, mallory, own } = await anOutpost();
    const everyone: Subject = { scope: "role", organizationId: own.id, role: "everyone" };
    await problemOf(setQuota(by(world, mallory), wish(everyone, null)));
    expect(await mayUse(world, mallory, own.id, hours(11))).toBe(false);
    expect(await mayUse(world, mallory, own.id, hours(10))).toBe(true);
  });

  it("do not lift a plan for a member, nor what the installation has set for that person", async () => {
    const { world, root, mallory, puppet, own } = await anOutpost();
    const member: Subject = { scope: "member", organizationId: own.id, personId: mallory.id };
    await problemOf(setQuota(by(world, puppet), wish(member, null)));
    expect(await mayUse(world, mallory, own.id, hours(11))).toBe(false);

    await setQuota(by(world, root), wish({ scope: "person", personId: mallory.id }, hours(5)));
    expect(await mayUse(world, mallory, own.id, hours(6))).toBe(false);
  });

  it("do not multiply a plan by the number of organizations", async () => {
    const { world, mallory, puppet, own } = await anOutpost();
    const second = await anOrganization(world, {
      members: [
        [mallory, "owner"],
        [puppet, "admin"],
      ],
    });
    for (const { id } of [own, second]) {
      const member: Subject = { scope: "member", organizationId: id, personId: mallory.id };
      await problemOf(setQuota(by(world, puppet), wish(member, hours(9))));
    }
    const event = { source: "/a", id: "1", time: NOON, meter: "gpu_hours", amount: 9 };
    const worldNow = { ...by(world, mallory) };
    await ingestUsage(worldNow, {
      tenantId: world.tenantId,
      events: [{ ...event, person: mallory.id, organization: own.id }],
    });
    expect(await mayUse(world, mallory, second.id, hours(2))).toBe(false);
  });

  it("still give more than a plan out of a pool that the organization was given", async () => {
    const { world, root, mallory, puppet, own } = await anOutpost();
    await setQuota(by(world, root), wish({ scope: "organization", organizationId: own.id }, hours(100)));
    const member: Subject = { scope: "member", organizationId: own.id, personId: puppet.id };
    await setQuota(by(world, mallory), wish(member, hours(50)));
    expect(await mayUse(world, puppet, own.id, hours(50))).toBe(true);
    expect(await mayUse(world, puppet, own.id, hours(51))).toBe(false);
  });

  it("give nothing on top of a plan either", async () => {
    const { world, mallory, puppet, own } = await anOutpost();
    const subject = { scope: "member", organizationId: own.id, personId: mallory.id } as const;
    await problemOf(setQuota(by(world, puppet), wish(subject, hours(10))));
    await problemOf(giveGrant(by(world, puppet), { subject, meter: "gpu_hours", amount: hours(90) }));
    expect(await mayUse(world, mallory, own.id, hours(11))).toBe(false);
  });

  it("are no pool that its own part could be given out of", async () => {
    const { world, root, mallory, puppet, own } = await anOutpost();
    const part = await anOrganization(world, {
      name: "Part",
      members: [
        [mallory, "owner"],
        [puppet, "admin"],
      ],
    });
    await moveOrganization(by(world, root), { organizationId: part.id, underId: own.id });
    await problemOf(setQuota(by(world, mallory), wish({ scope: "organization", organizationId: part.id }, null)));
    const member: Subject = { scope: "member", organizationId: part.id, personId: mallory.id };
    await problemOf(setQuota(by(world, puppet), wish(member, null)));
    expect(await mayUse(world, mallory, part.id, hours(11))).toBe(false);
  });
});

describe("moving an organization below one's own", () => {
  it("does not put the limit that the installation set into one's own hands", async () => {
    const { world, root, mallory, own } = await anOutpost();
    const pool: Subject = { scope: "organization", organizationId: own.id };
    await setQuota(by(world, root), wish(pool, hours(3)));
    const shell = await anOrganization(world, { name: "Shell", members: [[mallory, "owner"]] });

    const moved = problemOf(moveOrganization(by(world, mallory), { organizationId: own.id, underId: shell.id }));
    expect(await moved).toMatchObject({ kind: "forbidden", permission: "organization:move" });
  });

  it("does not take a limit out of the pool that it was given from", async () => {
    const { world, root, mallory, own } = await anOutpost();
    await setQuota(by(world, root), wish({ scope: "organization", organizationId: own.id }, hours(100)));
    const part = await anOrganization(world, { name: "Part", members: [[mallory, "owner"]] });
    await moveOrganization(by(world, mallory), { organizationId: part.id, underId: own.id });
    await setQuota(by(world, mallory), wish({ scope: "organization", organizationId: part.id }, hours(100)));

    const moved = problemOf(moveOrganization(by(world, mallory), { organizationId: part.id, underId: null }));
    expect(await moved).toMatchObject({ kind: "forbidden", permission: "organization:move" });
  });

  it("leaves what the installation set further down as it is, where there is no pool above", async () => {
    const { world, root, mallory, own } = await anOutpost();
    const part = await anOrganization(world, { name: "Part", members: [[mallory, "owner"]] });
    await moveOrganization(by(world, root), { organizationId: part.id, underId: own.id });
    const pool: Subject = { scope: "organization", organizationId: part.id };
    await setQuota(by(world, root), wish(pool, hours(3)));

    expect(await problemOf(setQuota(by(world, mallory), wish(pool, hours(1000))))).toMatchObject({
      kind: "quota-above-pool",
    });
    expect(await problemOf(setQuota(by(world, mallory), wish(pool, hours(3), { model: "notify_only" })))).toMatchObject(
      { kind: "quota-above-pool" },
    );
    expect(await problemOf(unsetQuota(by(world, mallory), { subject: pool, meter: GPU }))).toMatchObject({
      kind: "quota-above-pool",
    });
    const grant = { subject: pool, meter: "gpu_hours", amount: hours(1) } as const;
    expect(await problemOf(giveGrant(by(world, mallory), grant))).toMatchObject({ kind: "quota-above-pool" });
    expect(await setQuota(by(world, mallory), wish(pool, hours(2)))).toMatchObject({ changed: true });
  });
});

async function become(world: World, { id }: SomePerson, role: "regular" | "admin") {
  await world.db.person.update({ where: { id }, data: { role } });
}

/** Root gave Own Lab a pool, and is a regular user since. */
async function aDemotion() {
  const { world, root, mallory, puppet, own } = await anOutpost();
  const pool: Subject = { scope: "organization", organizationId: own.id };
  await setQuota(by(world, root), wish(pool, hours(100)));
  await become(world, root, "regular");
  return { world, root, mallory, puppet, own, pool };
}

describe("what was set while somebody was an admin of the installation", () => {
  it("stays the installation's when they are none any more", async () => {
    const { world, mallory, puppet, own, pool } = await aDemotion();
    const member: Subject = { scope: "member", organizationId: own.id, personId: puppet.id };
    await setQuota(by(world, mallory), wish(member, hours(50)));
    expect(await mayUse(world, puppet, own.id, hours(50))).toBe(true);

    const shell = await anOrganization(world, { name: "Shell", members: [[mallory, "owner"]] });
    await world.db.organization.update({ where: { id: own.id }, data: { parentId: shell.id } });
    expect(await problemOf(setQuota(by(world, mallory), wish(pool, null)))).toMatchObject({ kind: "quota-above-pool" });
  });

  it("does not become the installation's when somebody is one later", async () => {
    const { world, mallory, puppet, own } = await anOutpost();
    const member: Subject = { scope: "member", organizationId: own.id, personId: mallory.id };
    await setQuota(by(world, puppet), wish(member, null));
    await become(world, puppet, "admin");
    expect(await mayUse(world, mallory, own.id, hours(11))).toBe(false);
  });

  it("becomes the installation's once one of its admins sets it to the same", async () => {
    const { world, root, mallory, puppet, own } = await anOutpost();
    const member: Subject = { scope: "member", organizationId: own.id, personId: mallory.id };
    await setQuota(by(world, puppet), wish(member, hours(20)));
    expect(await mayUse(world, mallory, own.id, hours(20))).toBe(false);

    expect(await setQuota(by(world, root), wish(member, hours(20)))).toMatchObject({ changed: true });
    expect(await mayUse(world, mallory, own.id, hours(20))).toBe(true);
    expect(await setQuota(by(world, puppet), wish(member, hours(20)))).toMatchObject({ changed: false });
    expect(await mayUse(world, mallory, own.id, hours(20))).toBe(true);
  });

  it("is not made one's own by tightening it first and loosening it then", async () => {
    const { world, mallory, own, pool } = await aDemotion();
    const shell = await anOrganization(world, { name: "Shell", members: [[mallory, "owner"]] });
    await world.db.organization.update({ where: { id: own.id }, data: { parentId: shell.id } });
    expect(await setQuota(by(world, mallory), wish(pool, hours(99)))).toMatchObject({ changed: true });

    expect(await problemOf(setQuota(by(world, mallory), wish(pool, hours(1000))))).toMatchObject({
      kind: "quota-above-pool",
    });
    expect(await problemOf(unsetQuota(by(world, mallory), { subject: pool, meter: GPU }))).toMatchObject({
      kind: "quota-above-pool",
    });
  });
});

describe("a role that one holds oneself", () => {
  it("is not given more by oneself, in an organization", async () => {
    const { world, root, mallory, own } = await anOutpost();
    await setQuota(by(world, root), wish({ scope: "organization", organizationId: own.id }, hours(1000)));
    const everyone: Subject = { scope: "role", organizationId: own.id, role: "everyone" };
    expect(await problemOf(setQuota(by(world, mallory), wish(everyone, hours(900))))).toMatchObject({
      kind: "quota-of-oneself",
    });
    expect(await setQuota(by(world, mallory), wish(everyone, hours(8)))).toMatchObject({ changed: true });
    expect(await setQuota(by(world, mallory), wish(everyone, hours(9)))).toMatchObject({ changed: true });
    expect(await unsetQuota(by(world, mallory), { subject: everyone, meter: GPU })).toMatchObject({});

    await setQuota(by(world, root), wish(everyone, hours(8)));
    expect(await problemOf(unsetQuota(by(world, mallory), { subject: everyone, meter: GPU }))).toMatchObject({
      kind: "quota-of-oneself",
    });
    const until = later(DAY);
    expect(await problemOf(setQuota(by(world, mallory), wish(everyone, hours(8), { until })))).toMatchObject({
      kind: "quota-of-oneself",
    });
    const plain: Subject = { scope: "role", organizationId: own.id, role: "member" };
    expect(await setQuota(by(world, mallory), wish(plain, hours(900)))).toMatchObject({ changed: true });
  });

  it("is not given more by oneself, in the installation", async () => {
    const { world } = await anOutpost();
    const admin = await aPerson(world, { name: "Admin One", role: "admin" });
    await aPerson(world, { name: "Admin Two", role: "admin" });
    const admins: Subject = { scope: "role", role: "admin" };
    expect(await problemOf(setQuota(by(world, admin), wish(admins, null)))).toMatchObject({
      kind: "quota-of-oneself",
    });
    expect(
      await problemOf(setQuota(by(world, admin), wish(admins, hours(10), { model: "notify_only" }))),
    ).toMatchObject({ kind: "quota-of-oneself" });
  });
});
