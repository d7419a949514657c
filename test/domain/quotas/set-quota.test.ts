import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { endQuotas } from "../../../src/domain/quotas/end-quotas.ts";
import { readLimitStates } from "../../../src/domain/quotas/limit-states.ts";
import type { QuotaWish } from "../../../src/domain/quotas/quota-wish.ts";
import { previewQuota, setQuota } from "../../../src/domain/quotas/set-quota.ts";
import type { Subject } from "../../../src/domain/quotas/subject.ts";
import { unsetQuota } from "../../../src/domain/quotas/unset-quota.ts";
import { contextOf, DAY, later, NOON, problemOf, systemWorld } from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { GPU, hours } from "../../support/limited.ts";
import { aVisionLab } from "./vision-lab.ts";

const database = useDatabase();

const aLab = () => aVisionLab(database.db);

const wish = (subject: Subject, amount: bigint | null, more: Partial<QuotaWish> = {}): QuotaWish => ({
  subject,
  amount,
  meter: GPU,
  window: "month",
  ...more,
});

async function statesOf(world: World, person: SomePerson, organizationId: string, now = NOON) {
  const asking = { tenantId: world.tenantId, now, configuration: builtInConfiguration(NOON) };
  const [states = []] = await readLimitStates(world.db, asking, [{ personId: person.id, organizationId }]);
  return states.map(({ subjectName, allowance }) => [subjectName, allowance]);
}

describe("setQuota", () => {
  it("binds from then on whom it is set for", async () => {
    const { world, root, bob, lab, pool, member } = await aLab();
    await setQuota(contextOf(world, root), wish(pool, hours(400)));
    await setQuota(contextOf(world, root), wish(member, hours(50)));

    expect(await statesOf(world, bob, lab.id)).toEqual([
      ["Bob Ekman in Vision Lab", hours(50)],
      ["Vision Lab", hours(400)],
    ]);
  });

  it("takes the place of the earlier one, and says nothing changed where nothing did", async () => {
    const { world, root, member } = await aLab();
    const context = contextOf(world, root);
    await setQuota(context, wish(member, hours(50)));

    expect(await setQuota(context, wish(member, hours(50)))).toMatchObject({ changed: false });
    expect(await setQuota(context, wish(member, hours(60)))).toMatchObject({
      changed: true,
      before: { shown: "50 GPU hours a month" },
      quota: { amount: "60", shown: "60 GPU hours a month" },
    });
    expect(await world.db.quota.count({ where: { tenantId: world.tenantId } })).toBe(1);
  });

  it("R-02 tells nobody where that was asked for, and the audit log says so", async () => {
    const { world, root, bob, member } = await aLab();
    const notices = () =>
      world.db.delivery.count({ where: { tenantId: world.tenantId, recipient: `person:${bob.id}` } });
    await setQuota({ ...contextOf(world, root), quiet: true }, wish(member, hours(50)));
    expect(await notices()).toBe(0);
    const entry = await world.db.auditEntry.findFirstOrThrow({
      where: { tenantId: world.tenantId, kind: "quota-set" },
    });
    expect(entry.data).toMatchObject({ quiet: true });

    await setQuota(contextOf(world, root), wish(member, hours(60)));
    expect(await notices()).toBe(1);
  });

  it("keeps at how many percent it is told of, until something else is said", async () => {
    const { world, root, member } = await aLab();
    const context = contextOf(world, root);
    await setQuota(context, wish(member, hours(50), { thresholds: [60, 90] }));
    expect(await setQuota(context, wish(member, hours(50), { thresholds: [60, 90] }))).toMatchObject({
      changed: false,
    });
    expect(await setQuota(context, wish(member, hours(70)))).toMatchObject({ quota: { thresholds: [60, 90] } });
    expect(await setQuota(context, wish(member, hours(70), { thresholds: [] }))).toMatchObject({
      changed: true,
      before: { thresholds: [60, 90] },
    });
    expect(await world.db.quota.findMany({ where: { tenantId: world.tenantId } })).toMatchObject([{ thresholds: [] }]);
  });

  it("is for whoever sets limits there, and no more than the pool", async () => {
    const { world, root, alice, bob, lab, pool, member } = await aLab();
    await setQuota(contextOf(world, root), wish(pool, hours(400)));
    await setQuota(contextOf(world, alice), wish(member, hours(400)));

    const asAlice = contextOf(world, alice);
    expect(await problemOf(setQuota(asAlice, wish(member, hours(401))))).toEqual({
      kind: "quota-above-pool",
      asked: "401 GPU hours",
      pool: "400 GPU hours",
      owner: "Vision Lab",
    });
    expect(await problemOf(setQuota(asAlice, wish(member, null)))).toMatchObject({ kind: "quota-above-pool" });
    expect(await problemOf(setQuota(asAlice, wish(member, hours(500), { window: "day" })))).toMatchObject({
      kind: "quota-above-pool",
    });
    expect(await problemOf(setQuota(asAlice, wish(pool, hours(500))))).toMatchObject({
      kind: "forbidden",
      permission: "quota:administer",
    });
    const everyone: Subject = { scope: "role", organizationId: lab.id, role: "everyone" };
    expect(await problemOf(setQuota(contextOf(world, bob), wish(everyone, hours(1))))).toMatchObject({
      kind: "forbidden",
      permission: "quota:set",
    });
  });

  it("is never for oneself, whoever one is", async () => {
    const { world, root, alice, lab } = await aLab();
    const own = { kind: "quota-of-oneself" };
    const self: Subject = { scope: "person", personId: root.id };
    expect(await problemOf(setQuota(contextOf(world, root), wish(self, hours(1))))).toEqual(own);

    const owners: Subject = { scope: "role", organizationId: lab.id, role: "owner" };
    expect(await problemOf(setQuota(contextOf(world, alice), wish(owners, hours(1))))).toEqual(own);
    expect(await setQuota(contextOf(world, root), wish({ scope: "tenant" }, hours(1)))).toMatchObject({
      changed: true,
    });
  });

  it.each([
    ["a counter without a period", { window: "now" }, "window-of-other-kind"],
    ["an end in the past", { until: NOON }, "until-passed"],
    ["borrowing between people", { borrowingLimit: 1n }, "only-pools-lend"],
  ])("refuses %s", async (_what, more, kind) => {
    const { world, root, member } = await aLab();
    expect(await problemOf(setQuota(contextOf(world, root), wish(member, 1n, more)))).toMatchObject({ kind });
  });

  it("does not find people and organizations of another tenant", async () => {
    const { world, root } = await aLab();
    const other = await aLab();
    expect(await problemOf(setQuota(contextOf(world, root), wish(other.pool, 1n)))).toMatchObject({
      kind: "not-found",
    });
    expect(
      await problemOf(setQuota(contextOf(world, root), wish({ scope: "person", personId: other.bob.id }, 1n))),
    ).toMatchObject({ kind: "not-found" });
  });

  it("says whom it puts over before it is done, and that parts are more than the whole", async () => {
    const { world, root, bob, lab, pool, member } = await aLab();
    const context = contextOf(world, root);
    await setQuota(context, wish(pool, hours(60)));
    await setQuota(context, wish(member, hours(100)));
    await world.db.$executeRaw`
      INSERT INTO balance (tenant_id, organization_id, person_id, meter, "window", starts_at, used)
      VALUES (${world.tenantId}::uuid, ${lab.id}::uuid, ${bob.id}::uuid, 'gpu_hours', 'month', '2026-11-01', ${hours(62)})`;

    const { impact, overCommitment } = await previewQuota(context, wish(member, hours(50)));
    expect(impact.over).toMatchObject([
      { subjectName: "Bob Ekman in Vision Lab", used: hours(62), allowance: hours(50) },
    ]);
    expect(overCommitment).toBeUndefined();
    expect(await statesOf(world, bob, lab.id)).toContainEqual(["Bob Ekman in Vision Lab", hours(100)]);

    const raised = await previewQuota(context, wish(member, hours(70)));
    expect(raised.impact.over).toEqual([]);
    expect(raised.overCommitment).toMatchObject({ owner: "Vision Lab", parts: hours(70), pool: hours(60) });
  });
});

describe("unsetQuota", () => {
  it("lets what comes next in line apply", async () => {
    const { world, root, bob, lab, member } = await aLab();
    const context = contextOf(world, root);
    await setQuota(context, wish({ scope: "role", organizationId: lab.id, role: "everyone" }, hours(20)));
    await setQuota(context, wish(member, hours(50)));
    expect(await statesOf(world, bob, lab.id)).toEqual([["Bob Ekman in Vision Lab", hours(50)]]);

    await unsetQuota(context, { subject: member, meter: GPU });
    expect(await statesOf(world, bob, lab.id)).toEqual([["Bob Ekman in Vision Lab", hours(20)]]);
    expect(await problemOf(unsetQuota(context, { subject: member, meter: GPU }))).toMatchObject({
      kind: "quota-not-set",
    });
  });
});

describe("endQuotas", () => {
  it("takes limits away whose time is over, and tells whose they were", async () => {
    const { world, root, bob, lab, member } = await aLab();
    await setQuota(contextOf(world, root), wish(member, hours(50), { until: later(DAY) }));
    expect(await endQuotas(systemWorld(world.db, later(DAY - 1)))).toBe(0);
    expect(await statesOf(world, bob, lab.id, later(DAY))).toEqual([]);

    expect(await endQuotas(systemWorld(world.db, later(DAY)))).toBe(1);
    expect(await endQuotas(systemWorld(world.db, later(DAY)))).toBe(0);
    expect(await world.db.quota.count({ where: { tenantId: world.tenantId } })).toBe(0);
    const told = { tenantId: world.tenantId, subject: "notice", recipient: `person:${bob.id}` };
    expect(await world.db.delivery.count({ where: told })).toBe(2);
  });
});
