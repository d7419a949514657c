import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Ask, Wanted } from "../../../src/domain/reservations/decision.ts";
import { NOBODY } from "../../../src/domain/quotas/subject.ts";
import { readLimitStates } from "../../../src/domain/quotas/limit-states.ts";
import { aPerson, aTenant, anOrganization, later, NOON, problemOf, systemWorld } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aQuota, reservationsOn, usedOf, wrongReserved } from "./support.ts";

const database = useDatabase();
const HOUR = 3_600_000;

async function aLab() {
  const world = await aTenant(database.db);
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, { members: [[bob, "member"]] });
  const subject = { scope: "organization", organizationId: lab.id } as const;
  const ask = (...wanted: readonly Wanted[]): Ask => ({ personId: bob.id, organizationId: lab.id, wanted });
  return { ...world, bob, lab, subject, ask };
}

const jobs = (amount: bigint, most?: bigint): Wanted => ({
  meter: "jobs",
  amount,
  ...(most !== undefined && { most }),
});

describe("limits of each model", () => {
  it("hard_safe holds the most that it may come to, and others what is certain", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 100n, { model: "hard_safe", window: "day" });
    await aQuota(database.db, tenantId, subject, 3n, { model: "hard", window: "month" });
    const { reserve } = reservationsOn(database.db);
    const take = (amount: bigint, most: bigint) => reserve(tenantId, { ask: ask(jobs(amount, most)), forSeconds: 60 });

    expect((await take(1n, 60n)).allowed).toBe(true);
    expect(await take(1n, 60n)).toMatchObject({
      allowed: false,
      binding: { limit: { model: "hard_safe" }, reserved: 60n },
    });
    expect((await take(1n, 40n)).allowed).toBe(true);
    expect((await take(1n, 1n)).binding).toMatchObject({ limit: { model: "hard_safe" }, reserved: 100n });
    const [states] = await readLimitStates(database.db, { ...systemWorld(database.db), tenantId }, [
      { organizationId: subject.organizationId },
    ]);
    expect(states?.map(({ limit, reserved }) => [limit.model, reserved]).sort()).toEqual([
      ["hard", 2n],
      ["hard_safe", 100n],
    ]);
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("soft lets pass up to its grace and says so, notify_only always", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 10n, { model: "soft", gracePercent: 20, window: "day" });
    await aQuota(database.db, tenantId, subject, 5n, { model: "notify_only", window: "month" });
    const { reserve } = reservationsOn(database.db);
    const take = (amount: bigint) => reserve(tenantId, { ask: ask(jobs(amount)), forSeconds: 60 });

    expect(await take(10n)).toMatchObject({ allowed: true, exceeded: [{ limit: { model: "notify_only" } }] });
    const beyond = await take(2n);
    expect(beyond.allowed).toBe(true);
    expect(beyond.exceeded.map(({ limit }) => limit.model).sort()).toEqual(["notify_only", "soft"]);
    expect(await take(1n)).toMatchObject({ allowed: false, binding: { limit: { model: "soft" } } });
  });

  it("what reduces use passes beyond every limit", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 0n, { window: "now", meter: "storage" });
    const { check } = reservationsOn(database.db);

    expect((await check(tenantId, ask({ meter: "storage", amount: -5n }))).allowed).toBe(true);
    expect((await check(tenantId, ask({ meter: "storage", amount: 1n }))).allowed).toBe(false);
  });

  it("what reduces use holds nothing, and gives nothing back when it ends", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 10n, { window: "now", meter: "storage" });
    const { reserve, release } = reservationsOn(database.db);

    const wanted = { meter: "storage", amount: -5n };
    const { reservationId } = await reserve(tenantId, { ask: ask(wanted), forSeconds: 60 });
    expect(await wrongReserved(database.db)).toEqual([]);
    await release(tenantId, reservationId ?? "");

    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("a viewer and somebody suspended may use nothing", async () => {
    const world = await aTenant(database.db);
    const viewer = await aPerson(world, { type: "viewer" });
    const suspended = await aPerson(world, { state: "suspended" });
    const { reserve, check } = reservationsOn(database.db);

    expect(
      await reserve(world.tenantId, { ask: { personId: viewer.id, wanted: [jobs(1n)] }, forSeconds: 60 }),
    ).toMatchObject({
      allowed: false,
      code: "viewer",
    });
    expect(await check(world.tenantId, { personId: suspended.id, wanted: [jobs(1n)] })).toMatchObject({
      allowed: false,
      code: "person_not_active",
    });
  });
});

describe("limits of each window", () => {
  it("rolling ones let go what is older than they are long", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 10n, { window: "rolling:2h" });
    const clock = { now: NOON };
    const { reserve, commit } = reservationsOn(database.db, clock);
    const take = (amount: bigint) => reserve(tenantId, { ask: ask(jobs(amount)), forSeconds: 60 });
    const use = async (amount: bigint) => commit(tenantId, { reservationId: (await take(amount)).reservationId ?? "" });

    await use(6n);
    clock.now = later(HOUR);
    await use(4n);
    expect(await take(1n)).toMatchObject({ allowed: false, binding: { used: 10n }, fitsAt: later(3 * HOUR) });
    expect(await take(7n)).toMatchObject({ allowed: false, fitsAt: later(4 * HOUR) });
    clock.now = later(3 * HOUR);
    expect((await take(6n)).allowed).toBe(true);
    expect((await take(1n)).allowed).toBe(false);
  });

  it("a reservation counts in the window it is open in, its use where it belongs", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 10n, { window: "day" });
    const clock = { now: later(11 * HOUR) };
    const { reserve, commit } = reservationsOn(database.db, clock);
    const take = (amount: bigint) => reserve(tenantId, { ask: ask(jobs(amount)), forSeconds: 2 * 3_600 });
    const { reservationId = "" } = await take(8n);

    expect((await take(3n)).fitsAt).toEqual(later(13 * HOUR));
    expect((await take(11n)).fitsAt).toBeNull();
    clock.now = later(12 * HOUR + 1);
    expect(await take(3n)).toMatchObject({ allowed: false, binding: { used: 0n, reserved: 8n } });
    await commit(tenantId, { reservationId, at: later(11 * HOUR) });
    expect((await take(10n)).allowed).toBe(true);
  });

  it("of a gauge hold what is held at this moment", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 2n, { window: "now", meter: "clusters" });
    const { reserve, commit } = reservationsOn(database.db);
    const take = () => reserve(tenantId, { ask: ask({ meter: "clusters", amount: 1n }), forSeconds: 60 });
    const { reservationId = "" } = await take();
    await commit(tenantId, { reservationId });

    expect((await take()).allowed).toBe(true);
    expect(await take()).toMatchObject({ allowed: false, binding: { used: 1n, reserved: 1n }, fitsAt: later(60_000) });
  });
});

describe("checking many", () => {
  it("answers each by itself, and changes nothing", async () => {
    const { tenantId, subject, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 10n);
    const { checkAll } = reservationsOn(database.db);

    const answers = await checkAll(tenantId, [
      ask(jobs(10n)),
      ask(jobs(11n)),
      ask({ meter: "gpu", amount: 1n }),
      ask(jobs(10n)),
    ]);
    expect(answers).toMatchObject([
      { status: "fulfilled", value: { allowed: true } },
      { status: "fulfilled", value: { allowed: false, code: "quota_never_fits" } },
      { status: "rejected", reason: { problem: { kind: "meter-unknown" } } },
      { status: "fulfilled", value: { allowed: true } },
    ]);
    expect(await database.db.$queryRaw`SELECT * FROM reservation WHERE tenant_id = ${tenantId}::uuid`).toEqual([]);
  });
});

describe("what meters cost", () => {
  it("is asked, held and counted of the meter cost by itself", async () => {
    const { tenantId, lab, subject, ask } = await aLab();
    const builtIn = builtInConfiguration(NOON);
    const meters = builtIn.meters.map((meter) => (meter.name === "jobs" ? { ...meter, price: "2.50" } : meter));
    await aQuota(database.db, tenantId, subject, 10_000_000_000n, { meter: "cost" });
    const { reserve, commit } = reservationsOn(database.db, { now: NOON }, { ...builtIn, meters });
    const take = (amount: bigint) => reserve(tenantId, { ask: ask(jobs(amount)), forSeconds: 60 });
    const { reservationId = "" } = await take(3n);

    expect(await take(2n)).toMatchObject({
      allowed: false,
      binding: { limit: { meter: "cost" }, reserved: 7_500_000_000n },
    });
    expect(await commit(tenantId, { reservationId, used: [jobs(2n)] })).toMatchObject({ released: [jobs(1n)] });
    expect((await take(2n)).allowed).toBe(true);
    expect(await usedOf(database.db, lab.id, NOBODY, "cost", "month")).toBe(5_000_000_000n);
    expect(await wrongReserved(database.db)).toEqual([]);
  });
});

describe("organizations that share", () => {
  it("borrow what siblings leave unused, and never twice", async () => {
    const world = await aTenant(database.db);
    const { tenantId } = world;
    const [one, other] = await Promise.all([anOrganization(world, {}), anOrganization(world, {})]);
    await aQuota(database.db, tenantId, { scope: "organization", organizationId: one.id }, 9n, {
      borrowingLimit: 100n,
    });
    await aQuota(database.db, tenantId, { scope: "organization", organizationId: other.id }, 12n, {
      borrowingLimit: 100n,
    });
    const { reserve, check, release } = reservationsOn(database.db);
    const take = (organizationId: string, amount: bigint) =>
      reserve(tenantId, {
        ask: { organizationId, wanted: [jobs(amount)] },
        forSeconds: 60,
        key: `${organizationId}${amount}`,
      });

    expect((await check(tenantId, { organizationId: one.id, wanted: [jobs(21n)] })).allowed).toBe(true);
    expect(await check(tenantId, { organizationId: one.id, wanted: [jobs(22n)] })).toMatchObject({
      allowed: false,
      code: "quota_never_fits",
    });
    const { reservationId = "" } = await take(one.id, 15n);
    const refused = await take(other.id, 7n);
    expect(refused).toMatchObject({ allowed: false, binding: { subjectName: other.name } });
    expect(await take(other.id, 7n)).toEqual(refused);
    expect((await take(other.id, 6n)).allowed).toBe(true);
    await release(tenantId, reservationId);
    expect((await take(other.id, 15n)).allowed).toBe(true);
  });
});

describe("what is asked", () => {
  it("is refused where it is no meter or out of bounds", async () => {
    const { tenantId, ask } = await aLab();
    const { reserve, commit } = reservationsOn(database.db);
    const take = (wanted: Wanted, forSeconds = 60) => problemOf(reserve(tenantId, { ask: ask(wanted), forSeconds }));

    expect(await take({ meter: "gpu", amount: 1n })).toMatchObject({ kind: "meter-unknown", typed: "gpu" });
    expect(await take(jobs(10n ** 30n))).toMatchObject({ kind: "amount-invalid", because: "too-large" });
    expect(await take(jobs(1n), 0)).toMatchObject({ kind: "reservation-too-long" });
    expect(await take(jobs(1n), Number.NaN)).toMatchObject({ kind: "reservation-too-long" });
    expect(await take(jobs(1n), 31 * 24 * 3_600)).toMatchObject({ kind: "reservation-too-long" });
    const { reservationId = "" } = await reserve(tenantId, { ask: ask(jobs(1n)), forSeconds: 60 });
    expect(await problemOf(commit(tenantId, { reservationId, at: later(HOUR) }))).toMatchObject({
      kind: "usage-time-invalid",
    });
    expect(await problemOf(commit(tenantId, { reservationId, used: [jobs(-1n)] }))).toMatchObject({
      because: "negative",
    });
    expect(await problemOf(commit(tenantId, { reservationId: "nothing" }))).toEqual({
      kind: "not-found",
      thing: "reservation",
    });
  });

  it("may come to more than was reserved, which is said and counted", async () => {
    const { tenantId, subject, lab, ask } = await aLab();
    await aQuota(database.db, tenantId, subject, 10n);
    const { reserve, commit } = reservationsOn(database.db);
    const { reservationId = "" } = await reserve(tenantId, { ask: ask(jobs(9n)), forSeconds: 60 });

    const committed = await commit(tenantId, { reservationId, used: [jobs(12n), { meter: "sessions", amount: 2n }] });
    expect(committed.beyond).toEqual([jobs(3n), { meter: "sessions", amount: 2n }]);
    expect(await usedOf(database.db, lab.id, NOBODY, "jobs", "month")).toBe(12n);
  });
});
