import { describe, expect, it } from "vitest";
import { decayedSum } from "../../../src/domain/fairshare/decay.ts";
import { loadShareTree } from "../../../src/domain/fairshare/load-tree.ts";
import { reportFairness } from "../../../src/domain/fairshare/report-fairness.ts";
import { setFairShare } from "../../../src/domain/fairshare/set-fairshare.ts";
import { listFairShares, showFairShare } from "../../../src/domain/fairshare/show-fairshare.ts";
import { usageOf } from "../../../src/domain/fairshare/share-tree.ts";
import {
  anOrganization,
  aPerson,
  aTenant,
  contextOf,
  DAY,
  later,
  newId,
  NOON,
  problemOf,
} from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

interface Use {
  readonly organizationId: string;
  readonly personId?: string;
  readonly amount: number;
  readonly daysAgo?: number;
}

async function use({ db, tenantId }: World, { organizationId, personId, amount, daysAgo = 0 }: Use): Promise<void> {
  const who = personId ?? "00000000-0000-0000-0000-000000000000";
  await db.$executeRaw`
    INSERT INTO usage_day (tenant_id, day, organization_id, person_id, meter, amount, cost)
    VALUES (${tenantId}::uuid, ${later(-daysAgo * DAY)}::timestamptz::date, ${organizationId}::uuid, ${who}::uuid,
      'gpu_hours', ${amount * 1_000_000}, 0)`;
}

/** A faculty with two labs: vision (Ann, Bob) and robotics (Cleo). */
async function faculty() {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "admin" });
  const [ann, bob, cleo] = [
    await aPerson(world, { name: "Ann" }),
    await aPerson(world, { name: "Bob" }),
    await aPerson(world, { name: "Cleo" }),
  ];
  const top = await anOrganization(world, { name: "Faculty" });
  const vision = await anOrganization(world, {
    name: "Vision",
    members: [
      [ann, "admin"],
      [bob, "member"],
    ],
  });
  const robotics = await anOrganization(world, { name: "Robotics", members: [[cleo, "member"]] });
  for (const { id } of [vision, robotics])
    await world.db.organization.update({ where: { id }, data: { parentId: top.id } });
  const shown = (asker: SomePerson, who: SomePerson, against?: SomePerson) =>
    showFairShare(contextOf(world, asker), {
      member: { organizationId: vision.id, personId: who.id },
      against: against && { organizationId: vision.id, personId: against.id },
    });
  return { world, root, ann, bob, cleo, top, vision, robotics, shown };
}

describe("loadShareTree", () => {
  it("decays by the day, from the noon of each", async () => {
    const { world, vision, bob } = await faculty();
    await use(world, { organizationId: vision.id, personId: bob.id, amount: 8, daysAgo: 7 });
    await use(world, { organizationId: vision.id, personId: bob.id, amount: 2, daysAgo: 0 });
    await use(world, { organizationId: vision.id, personId: bob.id, amount: 1, daysAgo: 3 });
    const { children } = await loadShareTree(world.db, contextOf(world, bob));
    const uses = [
      [7, 8],
      [0, 2],
      [3, 1],
    ] as const;
    const dated = uses.map(([daysAgo, amount]) => ({ at: later(-daysAgo * DAY), amount: amount * 1_000_000 }));
    expect(children.map((top) => usageOf(top).toFixed(3))).toEqual([decayedSum(dated, NOON, 7).toFixed(3)]);
  });

  it("keeps what those have used who compete no more", async () => {
    const { world, vision, robotics, bob, cleo } = await faculty();
    await use(world, { organizationId: vision.id, amount: 3 });
    await use(world, { organizationId: robotics.id, personId: cleo.id, amount: 5 });
    await world.db.person.update({ where: { id: cleo.id }, data: { state: "suspended" } });
    const { children } = await loadShareTree(world.db, contextOf(world, bob));
    expect(children.map(usageOf)).toEqual([8_000_000]);
  });
});

describe("showFairShare", () => {
  it("shows the way down to a person, and the rank among all", async () => {
    const { world, vision, robotics, ann, bob, cleo, shown } = await faculty();
    await use(world, { organizationId: vision.id, personId: ann.id, amount: 6 });
    await use(world, { organizationId: vision.id, personId: bob.id, amount: 2 });
    await use(world, { organizationId: robotics.id, personId: cleo.id, amount: 2 });

    const found = await shown(bob, bob);
    expect(found).toMatchObject({ name: "Bob", rank: 2, users: 3, factor: 2 / 3 });
    expect(found.steps).toMatchObject([
      { name: "Faculty", place: 1, siblings: 1 },
      { name: "Vision", place: 2, siblings: 2, shares: 0.5, usage: 0.8, levelFs: 0.625 },
      { name: "Bob", place: 1, siblings: 2, shares: 0.5, usage: 0.25, levelFs: 2 },
    ]);
  });

  it("compares two where they part", async () => {
    const { world, vision, ann, bob, shown } = await faculty();
    await use(world, { organizationId: vision.id, personId: ann.id, amount: 6 });
    await use(world, { organizationId: vision.id, personId: bob.id, amount: 2 });
    const { against } = await shown(ann, ann, bob);
    expect(against).toMatchObject({ name: "Bob", mine: { name: "Ann" }, theirs: { name: "Bob", levelFs: 2 } });
  });

  it("keeps what others use from who may not see it", async () => {
    const { ann, bob, cleo, root, shown } = await faculty();
    expect(await problemOf(shown(bob, ann))).toMatchObject({ kind: "forbidden", permission: "usage:list" });
    expect(await problemOf(shown(bob, bob, ann))).toMatchObject({ kind: "forbidden" });
    expect(await problemOf(shown(cleo, bob))).toMatchObject({ kind: "not-found" });
    expect(await problemOf(shown(ann, cleo))).toMatchObject({ kind: "not-found", thing: "member" });
    expect(await shown(ann, bob)).toMatchObject({ name: "Bob" });
    expect(await shown(root, bob)).toMatchObject({ name: "Bob" });
  });

  it("finds no standing of a viewer", async () => {
    const { world, bob, shown } = await faculty();
    await world.db.person.update({ where: { id: bob.id }, data: { type: "viewer" } });
    expect(await problemOf(shown(bob, bob))).toMatchObject({ kind: "not-found", thing: "member" });
  });
});

describe("listFairShares", () => {
  it("lists those side by side, best first", async () => {
    const { world, vision, ann, bob, root } = await faculty();
    await use(world, { organizationId: vision.id, personId: ann.id, amount: 6 });
    const of = (asker: SomePerson, organizationId: string | null) =>
      listFairShares(contextOf(world, asker), { organizationId });
    expect((await of(ann, vision.id)).map(({ name }) => name)).toEqual(["Bob", "Ann"]);
    expect((await of(root, null)).map(({ name }) => name)).toEqual(["Faculty"]);
    expect(await problemOf(of(bob, vision.id))).toMatchObject({ kind: "forbidden", permission: "usage:list" });
    expect(await problemOf(of(bob, null))).toMatchObject({ kind: "forbidden", permission: "usage:read" });
  });
});

describe("setFairShare", () => {
  it("sets what counts beside the others, and tells", async () => {
    const { world, root, vision, robotics, bob, shown } = await faculty();
    const set = (shares: number) =>
      setFairShare(contextOf(world, root), { subject: { scope: "organization", organizationId: vision.id }, shares });
    expect(await set(3)).toEqual({ name: "Vision", before: 1, after: 3, changed: true });
    expect(await set(3)).toMatchObject({ changed: false });
    expect((await shown(bob, bob)).steps[1]).toMatchObject({
      name: "Vision",
      ownShares: 3,
      allShares: 4,
      shares: 0.75,
    });
    const entries = await world.db.auditEntry.findMany({ where: { tenantId: world.tenantId, kind: "fair-share-set" } });
    expect(entries).toMatchObject([{ organizationId: vision.id, data: { before: 1, after: 3 } }]);
    expect(robotics.id).not.toBe(vision.id);
  });

  it("takes an admin of the installation, and a member where a person is meant", async () => {
    const { world, root, ann, cleo, vision } = await faculty();
    const subject = { scope: "member", organizationId: vision.id, personId: cleo.id } as const;
    expect(await problemOf(setFairShare(contextOf(world, ann), { subject, shares: 2 }))).toMatchObject({
      kind: "forbidden",
      permission: "fairshare:set",
    });
    expect(await problemOf(setFairShare(contextOf(world, root), { subject, shares: 2 }))).toMatchObject({
      kind: "not-found",
      thing: "member",
    });
    const elsewhere = await faculty();
    const theirs = { scope: "organization", organizationId: elsewhere.vision.id } as const;
    expect(await problemOf(setFairShare(contextOf(world, root), { subject: theirs, shares: 2 }))).toMatchObject({
      kind: "not-found",
      thing: "organization",
    });
  });
});

describe("reportFairness", () => {
  it("says who borrows from whom, reserved counted as used", async () => {
    const { world, root, bob, vision, robotics } = await faculty();
    for (const [{ id }, amount] of [
      [vision, 9n],
      [robotics, 12n],
    ] as const) {
      await world.db.quota.create({
        data: {
          id: newId(),
          tenantId: world.tenantId,
          scope: "organization",
          organizationId: id,
          subjectKey: `organization:${id}`,
          meter: "gpu_hours",
          window: "month",
          amount,
          borrowingLimit: 100n,
          setById: root.id,
          setByName: "Root",
          setAt: NOON,
          setWith: "installation",
        },
      });
    }
    const count = (window: string, startsAt: string, used: number, reserved: number) => world.db.$executeRaw`
      INSERT INTO balance (tenant_id, organization_id, person_id, meter, "window", starts_at, used, reserved)
      VALUES (${world.tenantId}::uuid, ${vision.id}::uuid, '00000000-0000-0000-0000-000000000000', 'gpu_hours', ${window},
        ${startsAt}::timestamptz, ${used}, ${reserved})`;
    await count("month", "2026-11-01T00:00:00Z", 15, 0);
    await count("now", "1970-01-01T00:00:00Z", 0, 5);

    const [report, ...others] = await reportFairness(contextOf(world, root));
    expect(others).toEqual([]);
    expect(report).toMatchObject({ meter: "gpu_hours", parentName: "Faculty", reclaimable: 11n });
    expect(report?.members).toMatchObject([
      { name: "Vision", used: 20n, borrowed: 11n },
      { name: "Robotics", starved: 11n, idle: 1n },
    ]);
    expect(await problemOf(reportFairness(contextOf(world, bob)))).toMatchObject({ permission: "quota:read" });
  });
});
