import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import { deleteOrganization } from "../../../src/domain/organizations/delete-organization.ts";
import { resumeSubject } from "../../../src/domain/pauses/resume-subject.ts";
import { createPolicy } from "../../../src/domain/policies/create-policy.ts";
import type { PolicyWish } from "../../../src/domain/policies/create-policy.ts";
import { deletePolicy } from "../../../src/domain/policies/delete-policy.ts";
import { evaluateAllPolicies, evaluatePolicies } from "../../../src/domain/policies/evaluate-policies.ts";
import { listPolicies, showPolicy } from "../../../src/domain/policies/list-policies.ts";
import { hasPeriods, thresholdOf } from "../../../src/domain/policies/policy.ts";
import { contextOf, DAY, later, NOON, problemOf, systemWorld, warmUp } from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { openTestDatabase } from "../../support/database.ts";
import type { TestDatabase } from "../../support/database.ts";
import { aLimit, GPU, hasUsed, hours } from "../../support/limited.ts";
import { aVisionLab } from "../quotas/vision-lab.ts";
import { reservationsOn } from "../reservations/support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase(20);
});
afterAll(() => database.close());

const INSTANCES = 8;
const DECEMBER = new Date("2026-12-01T00:00:00.000Z");

/** Vision Lab with 400 GPU hours a month. */
async function aLab() {
  const lab = await aVisionLab(database.db);
  await aLimit(lab.world, lab.pool, { hours: 400 });
  return lab;
}

type Lab = Awaited<ReturnType<typeof aLab>>;

function making({ world, root, pool }: Lab, wish: Partial<PolicyWish> = {}, by: SomePerson = root) {
  const trigger = { kind: "percent", percent: 80 } as const;
  return createPolicy(contextOf(world, by), {
    subject: pool,
    meter: GPU,
    window: "month",
    trigger,
    action: "pause",
    ...wish,
  });
}

const evaluating = ({ tenantId }: World, now = NOON) => evaluatePolicies(systemWorld(database.db, now), { tenantId });

function taking({ world, bob, lab }: Lab, now = NOON) {
  const { reserve } = reservationsOn(database.db, { now });
  const ask = { personId: bob.id, organizationId: lab.id, wanted: [{ meter: "jobs", amount: 1n }] };
  return reserve(world.tenantId, { ask, forSeconds: 60 });
}

describe("a trigger", () => {
  it("is a part of the limit, rounded up, and of nothing never", () => {
    expect(thresholdOf({ kind: "percent", percent: 80 }, 401n)).toBe(321n);
    expect(thresholdOf({ kind: "percent", percent: 80 }, 0n)).toBe(1n);
    expect(thresholdOf({ kind: "percent", percent: 80 }, null)).toBeUndefined();
    expect(thresholdOf({ kind: "percent", percent: 80 }, undefined)).toBeUndefined();
    expect(thresholdOf({ kind: "amount", amount: 7n }, null)).toBe(7n);
  });

  it.each([
    ["month", true],
    ["quarter", true],
    ["anchored:month:2026-01-15", true],
    ["lifetime", true],
    ["rolling:24h", false],
    ["now", false],
  ])("over %s has periods: %s", (window, expected) => {
    expect(hasPeriods({ kind: "counter" }, window)).toBe(expected);
    expect(hasPeriods({ kind: "gauge" }, window)).toBe(false);
  });
});

describe("a policy that pauses", () => {
  it("fires once its part is used, until the period's end, and once in each period", async () => {
    const lab = await aLab();
    await making(lab);
    await hasUsed(lab.world, lab.pool, 319);
    expect(await evaluating(lab.world)).toBe(0);
    expect((await taking(lab)).allowed).toBe(true);

    await hasUsed(lab.world, lab.pool, 1);
    expect(await evaluating(lab.world)).toBe(1);
    expect(await evaluating(lab.world)).toBe(0);
    expect(await taking(lab)).toMatchObject({ code: "paused", pause: { by: "Root", policyId: expect.any(String) } });

    expect(await taking(lab, new Date(DECEMBER.getTime() - 1))).toMatchObject({ pause: { until: DECEMBER } });
    expect((await taking(lab, DECEMBER)).allowed).toBe(true);
    expect(await evaluating(lab.world, DECEMBER)).toBe(0);
  });

  it("does not fire again in that period once somebody lifted it", async () => {
    const lab = await aLab();
    const { facts } = await making(lab);
    await hasUsed(lab.world, lab.pool, 350);
    expect(await evaluating(lab.world)).toBe(1);
    expect(await showPolicy(contextOf(lab.world, lab.root), { policyId: facts.id })).toMatchObject({ isPausing: true });

    await resumeSubject(contextOf(lab.world, lab.root), { subject: lab.pool });
    await hasUsed(lab.world, lab.pool, 40);
    expect(await evaluating(lab.world)).toBe(0);
    expect((await taking(lab)).allowed).toBe(true);
    expect(await showPolicy(contextOf(lab.world, lab.root), { policyId: facts.id })).toMatchObject({
      isPausing: false,
      firedAt: NOON,
    });
  });

  it("fires once, however many instances look at once", async () => {
    const lab = await aLab();
    await making(lab);
    await making(lab, { action: "notify", trigger: { kind: "amount", amount: hours(100) } });
    await hasUsed(lab.world, lab.pool, 350);

    await warmUp(database.db, INSTANCES);
    const fired = await Promise.all(Array.from({ length: INSTANCES }, () => evaluating(lab.world)));

    expect(fired.reduce((sum, one) => sum + one, 0)).toBe(2);
    const { tenantId } = lab.world;
    expect(await database.db.auditEntry.count({ where: { tenantId, kind: "policy-fired" } })).toBe(2);
    expect(await database.db.quotaPause.count({ where: { tenantId } })).toBe(1);
  });

  it("tells the keepers and who made it, and not who only belongs", async () => {
    const lab = await aLab();
    await making(lab, { action: "notify" });
    const { tenantId } = lab.world;
    await database.db.delivery.deleteMany({ where: { tenantId } });
    await hasUsed(lab.world, lab.pool, 350);
    await evaluateAllPolicies(systemWorld(database.db));

    const told = await database.db.delivery.findMany({ where: { tenantId, subject: "notice" } });
    expect(told.map(({ recipient }) => recipient).toSorted()).toEqual(
      [`person:${lab.alice.id}`, `person:${lab.root.id}`].toSorted(),
    );
  });

  it("looks at whole limits with their grants, and only at those asked for", async () => {
    const lab = await aLab();
    await making(lab);
    await making(lab, { subject: { scope: "tenant" }, trigger: { kind: "amount", amount: hours(10) } });
    await hasUsed(lab.world, { scope: "tenant" }, 350);
    const world = systemWorld(database.db);
    const { tenantId } = lab.world;

    expect(await evaluatePolicies(world, { tenantId, subjectKeys: [`organization:${lab.lab.id}`] })).toBe(0);
    expect(await evaluatePolicies(world, { tenantId, subjectKeys: ["tenant"] })).toBe(1);
    expect((await taking(lab)).pause).toMatchObject({ subjectName: "the installation" });
  });

  it("over a lifetime fires once for good, until somebody lifts it", async () => {
    const lab = await aLab();
    await making(lab, { window: "lifetime", trigger: { kind: "amount", amount: hours(10) } });
    await hasUsed(lab.world, lab.pool, 10, "lifetime");
    expect(await evaluating(lab.world)).toBe(1);
    expect(await evaluating(lab.world, DECEMBER)).toBe(0);
    expect(await taking(lab, DECEMBER)).toMatchObject({ code: "paused", pause: { until: null } });
  });

  it("drains where it is to drain", async () => {
    const lab = await aLab();
    await making(lab, { action: "drain" });
    await hasUsed(lab.world, lab.pool, 400);
    await evaluating(lab.world);
    expect(await taking(lab)).toMatchObject({ code: "paused", pause: { mode: "drain" } });
  });

  it("is counted from before it was made, and again after the zone changed", async () => {
    const lab = await aLab();
    const { state } = await making(lab, { window: "quarter", trigger: { kind: "amount", amount: hours(10) } });
    expect(state).toMatchObject({ used: 0n, threshold: hours(10) });
    const { tenantId } = lab.world;
    expect(
      await database.db.$queryRaw`SELECT 1 AS one FROM counted_window WHERE tenant_id = ${tenantId}::uuid
      AND scope = 'organization' AND "window" = 'quarter'`,
    ).toEqual([{ one: 1 }]);
  });
});

describe("deleting a policy", () => {
  it("is done by itself where the organization was deleted", async () => {
    const lab = await aLab();
    await making(lab, { trigger: { kind: "amount", amount: hours(10) } });
    await hasUsed(lab.world, lab.pool, 10);
    await deleteOrganization(contextOf(lab.world, lab.alice), { organizationId: lab.lab.id });

    expect(await evaluating(lab.world)).toBe(0);
    expect(await database.db.quotaPolicy.count({ where: { tenantId: lab.world.tenantId } })).toBe(0);
  });

  it("lifts what it had paused, and nothing else", async () => {
    const lab = await aLab();
    const { facts } = await making(lab);
    await hasUsed(lab.world, lab.pool, 350);
    await evaluating(lab.world);
    expect((await taking(lab)).allowed).toBe(false);

    const context = contextOf(lab.world, lab.root);
    expect(await deletePolicy(context, { policyId: facts.id })).toMatchObject({ lifted: true });
    expect((await taking(lab)).allowed).toBe(true);
    expect(await problemOf(deletePolicy(context, { policyId: facts.id }))).toMatchObject({ thing: "policy" });
  });

  it("does not let anything fire that is deleted meanwhile", async () => {
    const lab = await aLab();
    const { facts } = await making(lab);
    await hasUsed(lab.world, lab.pool, 350);
    await Promise.all([
      deletePolicy(contextOf(lab.world, lab.root), { policyId: facts.id }),
      ...Array.from({ length: INSTANCES }, () => evaluating(lab.world)),
    ]);
    expect((await taking(lab)).allowed).toBe(true);
  });
});

describe("who may make, see and delete policies", () => {
  it("admins may for their own organization, members may not, and what is made from above stays", async () => {
    const lab = await aLab();
    const { facts } = await making(lab);
    const alices = contextOf(lab.world, lab.alice);
    expect(await problemOf(making(lab, {}, lab.bob))).toMatchObject({ kind: "forbidden", permission: "quota:set" });
    expect(await problemOf(deletePolicy(alices, { policyId: facts.id }))).toMatchObject({
      kind: "policy-from-above",
      by: "Root",
      owner: "the installation",
    });
    const own = await making(lab, { action: "notify" }, lab.alice);
    expect(await deletePolicy(alices, { policyId: own.facts.id })).toMatchObject({ lifted: false });

    const bobs = contextOf(lab.world, lab.bob);
    expect(await problemOf(listPolicies(bobs, { organizationId: lab.lab.id }))).toMatchObject({ kind: "forbidden" });
    expect(await problemOf(listPolicies(alices, {}))).toMatchObject({ kind: "forbidden", permission: "quota:read" });
    expect(await problemOf(showPolicy(bobs, { policyId: facts.id }))).toMatchObject({ kind: "forbidden" });
    expect((await listPolicies(alices, { organizationId: lab.lab.id })).rows).toMatchObject([
      { facts: { shown: "80 % of its GPU hours a month" }, threshold: hours(320), firedAt: null },
    ]);
  });

  it("nothing of another installation is found", async () => {
    const [lab, other] = [await aLab(), await aLab()];
    const { facts } = await making(lab);
    const theirs = contextOf(other.world, other.root);
    expect(await problemOf(showPolicy(theirs, { policyId: facts.id }))).toMatchObject({ kind: "not-found" });
    expect(await problemOf(deletePolicy(theirs, { policyId: facts.id }))).toMatchObject({ kind: "not-found" });
    expect(await problemOf(making(lab, { subject: other.pool }))).toMatchObject({ kind: "not-found" });
    expect((await listPolicies(theirs, {})).total).toBe(0);
  });

  it("refuses what could never fire, what is there already, and too many", async () => {
    const lab = await aLab();
    const storage = requireMeter(builtInConfiguration(NOON), "storage");
    expect(await problemOf(making(lab, { window: "rolling:24h" }))).toMatchObject({ kind: "policy-without-period" });
    expect(await problemOf(making(lab, { meter: storage, window: "now" }))).toMatchObject({
      kind: "policy-without-period",
    });
    expect(await problemOf(making(lab, { window: "year" }))).toMatchObject({ kind: "nothing-limited" });
    await making(lab);
    expect(await problemOf(making(lab))).toMatchObject({ kind: "policy-exists", subject: "Vision Lab" });

    for (let percent = 1; percent < 20; percent++) await making(lab, { trigger: { kind: "percent", percent } });
    expect(await problemOf(making(lab, { trigger: { kind: "percent", percent: 99 } }))).toMatchObject({
      kind: "policy-limit",
      limit: 20,
    });
  });
});

describe("the next period", () => {
  it("begins unpaused and may pause again", async () => {
    const lab = await aLab();
    await making(lab, { window: "day", trigger: { kind: "amount", amount: hours(5) } });
    const day = async (now: Date) => {
      await database.db
        .$executeRaw`INSERT INTO balance (tenant_id, organization_id, person_id, meter, "window", starts_at, used)
        SELECT ${lab.world.tenantId}::uuid, ${lab.lab.id}::uuid, '00000000-0000-0000-0000-000000000000', 'gpu_hours', 'day',
          date_trunc('day', ${now}::timestamptz, ${systemWorld(database.db).configuration.timeZone}), ${hours(6)}`;
      return evaluating(lab.world, now);
    };

    expect(await day(NOON)).toBe(1);
    expect((await taking(lab)).code).toBe("paused");
    expect((await taking(lab, later(DAY))).allowed).toBe(true);
    expect(await day(later(DAY))).toBe(1);
    expect((await taking(lab, later(DAY))).code).toBe("paused");
    const { tenantId } = lab.world;
    expect(await database.db.auditEntry.count({ where: { tenantId, kind: "quota-pause-ended" } })).toBe(1);
  });
});
