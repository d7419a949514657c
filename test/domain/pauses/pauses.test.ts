import { describe, expect, it } from "vitest";
import { endPauses } from "../../../src/domain/pauses/end-pauses.ts";
import { pauseSubject, previewPause } from "../../../src/domain/pauses/pause-subject.ts";
import type { PauseWish } from "../../../src/domain/pauses/pause-subject.ts";
import { resumeSubject } from "../../../src/domain/pauses/resume-subject.ts";
import { checkQuota } from "../../../src/domain/quotas/check-quota.ts";
import type { CountedSubject } from "../../../src/domain/quotas/subject.ts";
import {
  anOrganization,
  aPerson,
  contextOf,
  DAY,
  later,
  NOON,
  problemOf,
  systemWorld,
} from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { GPU } from "../../support/limited.ts";
import { aVisionLab } from "../quotas/vision-lab.ts";
import { aQuota, reservationsOn, wrongReserved } from "../reservations/support.ts";

const database = useDatabase();

/** Vision Lab below a faculty that Dana keeps; Eve is an admin of the lab beside Alice. */
async function aFaculty() {
  const given = await aVisionLab(database.db);
  const { world, lab, bob } = given;
  const dana = await aPerson(world, { name: "Dana" });
  const eve = await aPerson(world, { name: "Eve" });
  const faculty = await anOrganization(world, { name: "Faculty", members: [[dana, "owner"]] });
  await database.db.organization.update({ where: { id: lab.id }, data: { parentId: faculty.id } });
  await database.db.membership.create({
    data: {
      id: crypto.randomUUID(),
      tenantId: world.tenantId,
      organizationId: lab.id,
      personId: eve.id,
      role: "admin",
      joinedAt: NOON,
    },
  });
  const above = { scope: "organization", organizationId: faculty.id } as const;
  const clock = { now: NOON };
  const reservations = reservationsOn(database.db, clock);
  const ask = { personId: bob.id, organizationId: lab.id, wanted: [{ meter: "jobs", amount: 1n }] };
  const take = (key?: string) => reservations.reserve(world.tenantId, { ask, forSeconds: 600, ...(key && { key }) });
  return { ...given, dana, eve, faculty, above, clock, reservations, ask, take };
}

function pausing(world: World, person: SomePerson, subject: CountedSubject, wish: Partial<PauseWish> = {}) {
  return pauseSubject(contextOf(world, person), { subject, mode: "hold", ...wish });
}

function resuming(world: World, person: SomePerson, subject: CountedSubject, now = NOON) {
  return resumeSubject(contextOf(world, person, { now }), { subject });
}

describe("pausing an organization", () => {
  it("refuses what is new there and below, says who, why and until when, and asks again at once after it is lifted", async () => {
    const { world, dana, above, take } = await aFaculty();
    expect((await take()).allowed).toBe(true);
    await pausing(world, dana, above, { until: later(DAY), reason: "maintenance" });

    expect(await take()).toMatchObject({
      allowed: false,
      code: "paused",
      pause: { subjectName: "Faculty", by: "Dana", until: later(DAY), reason: "maintenance", mode: "hold" },
    });

    await resuming(world, dana, above);
    expect((await take()).allowed).toBe(true);
  });

  it("is answered by a check, too, before and after", async () => {
    const { world, alice, pool, reservations, ask } = await aFaculty();
    expect((await reservations.check(world.tenantId, ask)).allowed).toBe(true);
    await pausing(world, alice, pool);
    expect(await reservations.check(world.tenantId, ask)).toMatchObject({ allowed: false, code: "paused" });

    await resuming(world, alice, pool);
    expect((await reservations.check(world.tenantId, ask)).allowed).toBe(true);
  });

  it("lets commit, release, extend and what reduces use pass", async () => {
    const { world, alice, pool, reservations, ask, take } = await aFaculty();
    await aQuota(database.db, world.tenantId, pool, 10n);
    const [first, second] = [await take(), await take()];
    await pausing(world, alice, pool);

    const { tenantId } = world;
    const longer = await reservations.extend(tenantId, { reservationId: first.reservationId ?? "", forSeconds: 900 });
    expect(longer.expiresAt).toEqual(later(900_000));
    await reservations.commit(tenantId, { reservationId: first.reservationId ?? "" });
    await reservations.release(tenantId, second.reservationId ?? "");
    const less = { ...ask, wanted: [{ meter: "jobs", amount: -1n }] };
    expect((await reservations.check(tenantId, less)).allowed).toBe(true);
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("ends by itself at its time, before the clock has come by", async () => {
    const { world, alice, pool, clock, take } = await aFaculty();
    await pausing(world, alice, pool, { until: later(DAY) });
    expect((await take()).code).toBe("paused");

    clock.now = later(DAY);
    expect((await take()).allowed).toBe(true);
  });

  it("gives the same key the same answer, refused or not", async () => {
    const { world, alice, pool, take } = await aFaculty();
    const before = await take("before");
    await pausing(world, alice, pool, { reason: "moving" });
    const during = await take("during");

    expect(await take("before")).toEqual(before);
    await resuming(world, alice, pool);
    expect(during).toMatchObject({ allowed: false, code: "paused", pause: { reason: "moving" } });
    expect(await take("during")).toMatchObject({ allowed: false, code: "paused", pause: { reason: "moving" } });
  });

  it("refuses those alone, of many decided together, also beside what siblings share", async () => {
    const { world, alice, root, lab, faculty, bob, pool, reservations } = await aFaculty();
    const other = await anOrganization(world, { name: "Robotics", members: [[bob, "member"]] });
    await database.db.organization.update({ where: { id: other.id }, data: { parentId: faculty.id } });
    for (const organizationId of [lab.id, other.id])
      await aQuota(database.db, world.tenantId, { scope: "organization", organizationId }, 2n, {
        borrowingLimit: 10n,
        lendingLimit: 10n,
      });
    await pausing(world, alice, pool);
    const wish = (organizationId: string, key: string, amount = 1n) => ({
      ask: { personId: bob.id, organizationId, wanted: [{ meter: "jobs", amount }] },
      forSeconds: 600,
      key,
    });

    const decide = () =>
      reservations.reserveAll(world.tenantId, [
        wish(lab.id, "a"),
        wish(other.id, "b"),
        wish(lab.id, "c"),
        wish(other.id, "d", 3n),
        wish(other.id, "e"),
      ]);
    const seen = async () =>
      (await decide()).map((one) => (one.status === "fulfilled" ? (one.value.code ?? "allowed") : one.reason));
    const expected = ["paused", "allowed", "paused", "allowed", "quota_exceeded"];

    expect(await seen()).toEqual(expected);
    await resuming(world, root, pool);
    expect(await seen()).toEqual(expected);
    expect((await reservations.reserve(world.tenantId, wish(lab.id, "f"))).code).toBe("quota_exceeded");
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("lets somebody start again who was suspended, as soon as they are not", async () => {
    const { bob, take } = await aFaculty();
    const become = (state: "suspended" | "active") =>
      database.db.person.update({ where: { id: bob.id }, data: { state } });
    await become("suspended");
    expect((await take()).code).toBe("person_not_active");
    await become("active");
    expect((await take()).allowed).toBe(true);
  });

  it("holds back one member alone, or everybody, as it is set for", async () => {
    const { world, root, alice, member, lab, eve, reservations, take } = await aFaculty();
    const eves = { personId: eve.id, organizationId: lab.id, wanted: [{ meter: "jobs", amount: 1n }] };
    await pausing(world, alice, member);
    expect((await take()).code).toBe("paused");
    expect((await reservations.check(world.tenantId, eves)).allowed).toBe(true);

    await pausing(world, root, { scope: "tenant" });
    expect(await reservations.check(world.tenantId, eves)).toMatchObject({
      code: "paused",
      pause: { subjectName: "the installation" },
    });
    expect(
      await checkQuota(contextOf(world, root), { subject: { scope: "tenant" }, meter: GPU, amount: 1n }),
    ).toMatchObject({ decision: { allowed: false, code: "paused" } });
  });

  it("says what goes on before anything is changed", async () => {
    const { world, dana, above, take } = await aFaculty();
    await take();

    const { reach } = await previewPause(contextOf(world, dana), { subject: above, mode: "drain" });

    expect(reach).toEqual({ open: 1, lastEnds: later(600_000), below: 1 });
    expect(await database.db.quotaPause.count({ where: { tenantId: world.tenantId } })).toBe(0);
  });
});

describe("draining", () => {
  it("extends nothing, and shortens", async () => {
    const { world, dana, above, reservations, take } = await aFaculty();
    const { reservationId = "" } = await take();
    await pausing(world, dana, above, { mode: "drain", until: later(DAY), reason: "moving out" });

    const extending = reservations.extend(world.tenantId, { reservationId, forSeconds: 601 });
    expect(await problemOf(extending)).toEqual({
      kind: "draining",
      subject: "Faculty",
      by: "Dana",
      until: later(DAY).toISOString(),
      reason: "moving out",
    });
    const shorter = await reservations.extend(world.tenantId, { reservationId, forSeconds: 60 });
    expect(shorter.expiresAt).toEqual(later(60_000));
  });

  it("is over at its time, although the clock has not come by", async () => {
    const { world, dana, above, clock, reservations, take } = await aFaculty();
    const { reservationId = "" } = await take();
    await pausing(world, dana, above, { mode: "drain", until: later(60_000) });

    clock.now = later(60_000);
    const { expiresAt } = await reservations.extend(world.tenantId, { reservationId, forSeconds: 900 });
    expect(expiresAt).toEqual(later(960_000));
  });
});

describe("who may pause and lift", () => {
  it("keepers may for their own, not for what is above or beside", async () => {
    const { world, alice, bob, lab, above, pool } = await aFaculty();
    const stranger = await aPerson(world);

    expect(await problemOf(pausing(world, alice, above))).toMatchObject({ kind: "not-found", thing: "organization" });
    expect(await problemOf(pausing(world, bob, pool))).toMatchObject({ kind: "forbidden", permission: "quota:pause" });
    expect(await problemOf(pausing(world, stranger, pool))).toMatchObject({ kind: "not-found" });
    expect(await problemOf(pausing(world, alice, { scope: "tenant" }))).toMatchObject({
      kind: "forbidden",
      permission: "quota:administer",
    });
    expect(await problemOf(pausing(world, alice, { scope: "person", personId: bob.id }))).toMatchObject({
      kind: "forbidden",
      permission: "quota:administer",
    });
    expect(
      await problemOf(pausing(world, alice, { scope: "member", organizationId: lab.id, personId: alice.id })),
    ).toMatchObject({ kind: "quota-of-oneself" });
  });

  it("what the installation or an organization above has set is not lifted from below", async () => {
    const { world, root, dana, alice, eve, pool } = await aFaculty();
    await pausing(world, root, pool);
    expect(await problemOf(resuming(world, alice, pool))).toEqual({
      kind: "paused-from-above",
      subject: "Vision Lab",
      by: "Root",
      owner: "the installation",
    });
    expect(await problemOf(resuming(world, dana, pool))).toMatchObject({ owner: "the installation" });

    await resuming(world, root, pool);
    await pausing(world, dana, pool);
    expect(await problemOf(resuming(world, alice, pool))).toMatchObject({ by: "Dana", owner: "Faculty" });
    await resuming(world, dana, pool);

    await pausing(world, alice, pool);
    expect(await resuming(world, eve, pool)).toMatchObject({ lifted: [{ setBy: { name: "Alice Moreau" } }], left: [] });
    expect(await problemOf(resuming(world, eve, pool))).toMatchObject({ kind: "not-paused" });
  });

  it("one's own is lifted while another one remains", async () => {
    const { world, root, alice, pool, take } = await aFaculty();
    await pausing(world, alice, pool);
    await pausing(world, root, pool, { reason: "unpaid" });

    expect(await resuming(world, alice, pool)).toMatchObject({ lifted: [{}], left: [{ by: "Root" }] });
    expect(await take()).toMatchObject({ code: "paused", pause: { reason: "unpaid" } });
  });

  it("stays the installation's when who set it has no say there any more", async () => {
    const { world, root, alice, pool } = await aFaculty();
    await pausing(world, root, pool);
    await database.db.person.update({ where: { id: root.id }, data: { role: "regular" } });

    expect(await problemOf(resuming(world, alice, pool))).toMatchObject({ owner: "the installation" });
    expect(await problemOf(resuming(world, root, pool))).toMatchObject({ kind: "not-found" });
  });

  it("may lift what is left of an organization that it does not stand below any more", async () => {
    const { world, dana, alice, lab, pool } = await aFaculty();
    await pausing(world, dana, pool);
    await database.db.organization.update({ where: { id: lab.id }, data: { parentId: null } });

    expect(await resuming(world, alice, pool)).toMatchObject({ lifted: [{ setBy: { name: "Dana" } }] });
  });

  it("nobody reaches into another installation", async () => {
    const { world, root, pool } = await aFaculty();
    const other = await aVisionLab(database.db);
    expect(await problemOf(pausing(world, root, other.pool))).toMatchObject({ kind: "not-found" });
    await pausing(other.world, other.root, other.pool);
    expect(await problemOf(resuming(world, root, other.pool))).toMatchObject({ kind: "not-found" });

    await pausing(world, root, pool);
    const theirs = reservationsOn(database.db);
    const ask = { organizationId: other.lab.id, wanted: [{ meter: "jobs", amount: 1n }] };
    await resuming(other.world, other.root, other.pool);
    expect((await theirs.check(other.world.tenantId, ask)).allowed).toBe(true);
  });
});

const told = async ({ tenantId }: World) =>
  (await database.db.delivery.findMany({ where: { tenantId, subject: "notice" } })).map(({ recipient }) => recipient);

describe("what is told of a pause", () => {
  it("is told to the keepers, and its end to who set it, too", async () => {
    const { world, root, alice, eve, pool } = await aFaculty();
    await pausing(world, root, pool, { until: later(DAY) });
    expect((await told(world)).toSorted()).toEqual([`person:${alice.id}`, `person:${eve.id}`].toSorted());

    await database.db.delivery.deleteMany({ where: { tenantId: world.tenantId } });
    expect(await endPauses(systemWorld(database.db, later(DAY - 1)), world.tenantId)).toBe(0);
    expect(await endPauses(systemWorld(database.db, later(DAY)), world.tenantId)).toBe(1);
    expect((await told(world)).toSorted()).toEqual(
      [`person:${alice.id}`, `person:${eve.id}`, `person:${root.id}`].toSorted(),
    );
  });

  it("is written once when it changes nothing, and replaced in the same name", async () => {
    const { world, alice, eve, pool } = await aFaculty();
    await pausing(world, alice, pool, { until: later(DAY) });
    expect((await pausing(world, eve, pool, { until: later(DAY) })).changed).toBe(false);
    expect(await pausing(world, eve, pool, { mode: "drain" })).toMatchObject({
      changed: true,
      before: { mode: "hold" },
      pause: { mode: "drain", until: null, setBy: { name: "Eve" } },
    });
    expect(await database.db.quotaPause.count({ where: { tenantId: world.tenantId } })).toBe(1);
  });

  it("ends later than now", async () => {
    const { world, alice, pool } = await aFaculty();
    expect(await problemOf(pausing(world, alice, pool, { until: NOON }))).toMatchObject({ kind: "until-passed" });
  });
});
