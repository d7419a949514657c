import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { endGrants, warnOfGrants } from "../../../src/domain/quotas/end-grants.ts";
import { giveGrant } from "../../../src/domain/quotas/give-grant.ts";
import { readLimitStates } from "../../../src/domain/quotas/limit-states.ts";
import { listGrants } from "../../../src/domain/quotas/list-grants.ts";
import { setQuota } from "../../../src/domain/quotas/set-quota.ts";
import type { CountedSubject } from "../../../src/domain/quotas/subject.ts";
import { showVoiding, voidGrant } from "../../../src/domain/quotas/void-grant.ts";
import { aPerson, contextOf, DAY, later, NOON, problemOf, systemWorld } from "../../support/builders.ts";
import type { World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { GPU, hasUsed, hours } from "../../support/limited.ts";
import { aVisionLab } from "./vision-lab.ts";

const database = useDatabase();

/** Vision Lab has 400 GPU hours a month, Bob 50 of them. */
async function aLab() {
  const made = await aVisionLab(database.db);
  const { world, root, pool, member } = made;
  const limit = { meter: GPU, window: "month" };
  await setQuota(contextOf(world, root), { ...limit, subject: pool, amount: hours(400) });
  await setQuota(contextOf(world, root), { ...limit, subject: member, amount: hours(50) });
  return made;
}

async function allowanceOf(world: World, whose: CountedSubject, now = NOON) {
  const asking = { tenantId: world.tenantId, now, configuration: builtInConfiguration(NOON) };
  const [states = []] = await readLimitStates(world.db, asking, [whose.scope === "tenant" ? {} : whose]);
  return states.find(({ subject }) => subject.scope === whose.scope)?.allowance;
}

describe("giveGrant", () => {
  it("comes on top of the limit until it ends", async () => {
    const { world, alice, member } = await aLab();
    const wish = { subject: member, meter: GPU.name, amount: hours(20), expiresAt: later(2 * DAY) };
    await giveGrant(contextOf(world, alice), wish);

    expect(await allowanceOf(world, member)).toBe(hours(70));
    expect(await allowanceOf(world, member, later(2 * DAY))).toBe(hours(50));
  });

  it("is out of the giver's pool, for others, and on top of something", async () => {
    const { world, root, alice, bob, member } = await aLab();
    const wish = { subject: member, meter: GPU.name, amount: hours(351) };
    expect(await problemOf(giveGrant(contextOf(world, alice), wish))).toMatchObject({
      kind: "quota-above-pool",
      asked: "401 GPU hours",
    });
    expect(await problemOf(giveGrant(contextOf(world, bob), wish))).toEqual({ kind: "quota-of-oneself" });
    expect(await problemOf(giveGrant(contextOf(world, root), { ...wish, meter: "jobs" }))).toMatchObject({
      kind: "nothing-limited",
    });
    expect(await problemOf(giveGrant(contextOf(world, root), { ...wish, expiresAt: NOON }))).toMatchObject({
      kind: "until-passed",
    });
    expect(await giveGrant(contextOf(world, root), wish)).toMatchObject({ grant: { amount: hours(351) } });
  });
});

describe("voidGrant", () => {
  it("ends it from then on, once", async () => {
    const { world, alice, member } = await aLab();
    const context = contextOf(world, alice);
    const { grant } = await giveGrant(context, { subject: member, meter: GPU.name, amount: hours(20) });
    const after = contextOf(world, alice, { now: later(1_000) });
    await voidGrant(after, { grantId: grant.id, reason: "no longer needed" });

    expect(await allowanceOf(world, member, later(2_000))).toBe(hours(50));
    expect(await problemOf(voidGrant(after, { grantId: grant.id }))).toEqual({ kind: "grant-ended", how: "voided" });
  });

  it("says first whom taking it back puts over, and changes nothing by saying so (D-02)", async () => {
    const { world, alice, member } = await aLab();
    const context = contextOf(world, alice);
    const { grant } = await giveGrant(context, { subject: member, meter: GPU.name, amount: hours(20) });
    await hasUsed(world, member, 62);

    const { impact } = await showVoiding(context, { grantId: grant.id });
    expect(impact.over.map(({ subjectName, allowance }) => [subjectName, allowance])).toEqual([
      ["Bob Ekman in Vision Lab", hours(50)],
    ]);
    expect(await allowanceOf(world, member)).toBe(hours(70));
  });
});

describe("listGrants", () => {
  it("says what is left of each, in the order in which they are used", async () => {
    const { world, alice, bob, member } = await aLab();
    const context = contextOf(world, alice, { now: later(-DAY) });
    const give = (amount: number, more = {}) =>
      giveGrant(context, { subject: member, meter: GPU.name, amount: hours(amount), ...more });
    await give(10, { priority: 11, expiresAt: later(5 * DAY) });
    await give(10, { priority: 11 });
    await give(5);
    await hasUsed(world, member, 62);

    const { name, rows } = await listGrants(contextOf(world, bob), { subject: member });
    expect(name).toBe("Bob Ekman in Vision Lab");
    expect(rows.map(({ remaining, standing, order }) => [remaining, standing, order])).toEqual([
      [0n, "used", undefined],
      [hours(3), "active", 1],
      [hours(10), "active", 2],
    ]);
  });

  it("is one's own, or for who sets limits there", async () => {
    const { world, lab, member } = await aLab();
    const dana = await aPerson(world, { name: "Dana" });
    await world.db.membership.create({
      data: {
        id: dana.id,
        tenantId: world.tenantId,
        organizationId: lab.id,
        personId: dana.id,
        role: "member",
        joinedAt: NOON,
      },
    });
    expect(await problemOf(listGrants(contextOf(world, dana), { subject: member }))).toMatchObject({
      kind: "forbidden",
      permission: "quota:set",
    });
  });
});

describe("the clock", () => {
  it("warns a day before a grant ends, and says when it has", async () => {
    await database.db.quotaGrant.deleteMany();
    const { world, alice, bob, member } = await aLab();
    const wish = { subject: member, meter: GPU.name, amount: hours(20), expiresAt: later(3 * DAY) };
    await giveGrant(contextOf(world, alice), wish);
    const told = () =>
      world.db.auditEntry.findMany({
        where: { tenantId: world.tenantId, kind: { in: ["grant-ending", "grant-ended"] } },
        orderBy: { at: "asc" },
        select: { kind: true, at: true },
      });

    expect(await warnOfGrants(systemWorld(world.db, later(2 * DAY - 1)))).toBe(0);
    expect(await warnOfGrants(systemWorld(world.db, later(2 * DAY)))).toBe(1);
    expect(await warnOfGrants(systemWorld(world.db, later(2 * DAY)))).toBe(0);
    expect(await endGrants(systemWorld(world.db, later(3 * DAY - 1)))).toBe(0);
    expect(await endGrants(systemWorld(world.db, later(3 * DAY)))).toBe(1);
    expect(await endGrants(systemWorld(world.db, later(3 * DAY)))).toBe(0);
    expect(await told()).toEqual([
      { kind: "grant-ending", at: later(2 * DAY) },
      { kind: "grant-ended", at: later(3 * DAY) },
    ]);
    const deliveries = { tenantId: world.tenantId, recipient: `person:${bob.id}` };
    expect(await world.db.delivery.count({ where: deliveries })).toBe(4);
  });
});
