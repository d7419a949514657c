import pg from "pg";
import { describe, expect, it } from "vitest";
import { NOBODY } from "../../../src/domain/quotas/subject.ts";
import { expireReservations } from "../../../src/domain/reservations/expire-reservations.ts";
import {
  aPerson,
  aTenant,
  anOrganization,
  DAY,
  later,
  newId,
  NOON,
  problemOf,
  systemWorld,
} from "../../support/builders.ts";
import { tidyReservations } from "../../../src/domain/reservations/tidy-reservations.ts";
import { useDatabase } from "../../support/database.ts";
import { aQuota, reservationsOn, usedOf, wrongReserved } from "./support.ts";

const database = useDatabase();

async function aLab(limits: { person?: bigint; lab?: bigint; site?: bigint } = {}) {
  const world = await aTenant(database.db);
  const { tenantId } = world;
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const eve = await aPerson(world, { name: "Eve Lind" });
  const lab = await anOrganization(world, {
    members: [
      [bob, "member"],
      [eve, "member"],
    ],
  });
  const { person, lab: ofLab, site } = limits;
  if (person !== undefined)
    await aQuota(database.db, tenantId, { scope: "member", organizationId: lab.id, personId: bob.id }, person);
  if (ofLab !== undefined)
    await aQuota(database.db, tenantId, { scope: "organization", organizationId: lab.id }, ofLab);
  if (site !== undefined) await aQuota(database.db, tenantId, { scope: "tenant" }, site);
  return { ...world, bob, eve, lab };
}

const jobs = (amount: bigint) => [{ meter: "jobs", amount }];

describe("reserve", () => {
  it("passes up to the limit and refuses beyond it, at every level", async () => {
    const { tenantId, bob, eve, lab } = await aLab({ person: 5n, lab: 8n });
    const { reserve } = reservationsOn(database.db);
    const ask = (personId: string, amount: bigint) =>
      reserve(tenantId, { ask: { personId, organizationId: lab.id, wanted: jobs(amount) }, forSeconds: 60 });

    expect(await ask(bob.id, 5n)).toMatchObject({ allowed: true, expiresAt: later(60_000) });
    expect(await ask(bob.id, 1n)).toMatchObject({
      allowed: false,
      code: "quota_exceeded",
      binding: { subject: { scope: "member" }, allowance: 5n, used: 0n, reserved: 5n },
    });
    expect(await ask(eve.id, 4n)).toMatchObject({
      allowed: false,
      binding: { subject: { scope: "organization" }, reserved: 5n },
      fitsAt: later(60_000),
    });
    expect(await ask(eve.id, 3n)).toMatchObject({ allowed: true });
    expect(await ask(eve.id, 9n)).toMatchObject({ allowed: false, code: "quota_never_fits", fitsAt: null });
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("frees what is released, and counts what is committed", async () => {
    const { tenantId, bob, lab } = await aLab({ lab: 10n });
    const { reserve, release, commit } = reservationsOn(database.db);
    const ask = async (amount: bigint) => {
      const reserved = await reserve(tenantId, {
        ask: { personId: bob.id, organizationId: lab.id, wanted: jobs(amount) },
        forSeconds: 60,
      });
      return reserved.reservationId ?? "";
    };
    const [one, two] = [await ask(4n), await ask(6n)];

    expect(await release(tenantId, one)).toEqual({ reservationId: one, releasedAt: NOON });
    expect(await release(tenantId, one)).toEqual({ reservationId: one, releasedAt: NOON });
    expect(await problemOf(commit(tenantId, { reservationId: one }))).toEqual({
      kind: "reservation-ended",
      state: "released",
    });
    const committed = { reservationId: two, committedAt: NOON, used: jobs(5n), released: jobs(1n), beyond: [] };
    expect(await commit(tenantId, { reservationId: two, used: jobs(5n) })).toEqual(committed);
    expect(await commit(tenantId, { reservationId: two, used: jobs(5n) })).toEqual(committed);
    expect(await problemOf(commit(tenantId, { reservationId: two, used: jobs(4n) }))).toMatchObject({
      state: "committed",
    });
    expect(await problemOf(commit(tenantId, { reservationId: newId() }))).toEqual({
      kind: "not-found",
      thing: "reservation",
    });
    expect(await usedOf(database.db, lab.id, NOBODY, "jobs", "month")).toBe(5n);
    expect(await ask(5n)).not.toBe("");
    expect(await ask(1n)).toBe("");
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("gives the same answer to the same key, and refuses another body", async () => {
    const { tenantId, bob, lab } = await aLab({ lab: 10n });
    const { reserve } = reservationsOn(database.db);
    const wish = (amount: bigint, key: string) => ({
      ask: { personId: bob.id, organizationId: lab.id, wanted: jobs(amount) },
      forSeconds: 60,
      key,
    });

    const [first, again] = await Promise.all([reserve(tenantId, wish(7n, "a")), reserve(tenantId, wish(7n, "a"))]);
    const later = await reserve(tenantId, wish(7n, "a"));
    const refused = await reserve(tenantId, wish(4n, "b"));

    expect(first.allowed).toBe(true);
    expect(again).toEqual(first);
    expect(later).toEqual(first);
    expect(refused).toMatchObject({ allowed: false, binding: { reserved: 7n } });
    expect(await reserve(tenantId, wish(4n, "b"))).toEqual(refused);
    expect(await problemOf(reserve(tenantId, wish(8n, "a")))).toEqual({ kind: "idempotency-mismatch" });
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("ends by the clock, and can be extended before", async () => {
    const { tenantId, bob, lab } = await aLab({ lab: 10n });
    const clock = { now: NOON };
    const { reserve, extend, commit, world } = reservationsOn(database.db, clock);
    const ask = () =>
      reserve(tenantId, { ask: { personId: bob.id, organizationId: lab.id, wanted: jobs(5n) }, forSeconds: 60 });
    const [one, two] = [await ask(), await ask()];

    const { reservationId = "" } = one;
    expect(await extend(tenantId, { reservationId, forSeconds: 90 })).toEqual({
      reservationId,
      expiresAt: later(90_000),
    });
    clock.now = later(60_000);
    expect(await problemOf(extend(tenantId, { reservationId: two.reservationId ?? "", forSeconds: 90 }))).toEqual({
      kind: "reservation-ended",
      state: "expired",
    });
    expect((await ask()).allowed).toBe(true);
    expect((await ask()).allowed).toBe(false);
    clock.now = later(200_000);
    expect(await expireReservations(world())).toBeGreaterThanOrEqual(2);
    expect(await problemOf(commit(tenantId, { reservationId }))).toEqual({
      kind: "reservation-ended",
      state: "expired",
    });
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("says which of the two it does not know", async () => {
    const { tenantId, bob, lab } = await aLab();
    const world = await aTenant(database.db);
    const stranger = await aPerson({ ...world, tenantId });
    const { reserve } = reservationsOn(database.db);
    const ask = (personId: string, organizationId: string) =>
      problemOf(reserve(tenantId, { ask: { personId, organizationId, wanted: jobs(1n) }, forSeconds: 60 }));

    expect(await ask(newId(), lab.id)).toEqual({ kind: "not-found", thing: "person" });
    expect(await ask(bob.id, newId())).toEqual({ kind: "not-found", thing: "organization" });
    expect(await ask(stranger.id, lab.id)).toEqual({ kind: "not-found", thing: "member" });
  });
});

describe("an answer that cannot be had in time", () => {
  it("is refused clearly, and nothing was done", async () => {
    const { tenantId, bob, lab } = await aLab({ lab: 10n });
    const { reserve } = reservationsOn(database.db);
    const ask = { personId: bob.id, organizationId: lab.id, wanted: jobs(1n) };
    await reserve(tenantId, { ask, forSeconds: 60 });
    const other = new pg.Client(database.address);
    await other.connect();
    await other.query("BEGIN");
    await other.query("SELECT pg_advisory_xact_lock(qm_limits_lock($1))", [tenantId]);

    expect(await problemOf(reserve(tenantId, { ask, forSeconds: 60 }))).toMatchObject({ kind: "decisions-busy" });
    await other.end();
    expect(await reserve(tenantId, { ask, forSeconds: 60 })).toMatchObject({
      allowed: true,
      limits: [{ reserved: 1n }],
    });
  });

  it("fails alone among many", async () => {
    const { tenantId, bob, lab } = await aLab({ lab: 10n });
    const { reserveAll } = reservationsOn(database.db);
    const wish = (key: string) => ({
      ask: { personId: bob.id, organizationId: lab.id, wanted: jobs(1n) },
      forSeconds: 60,
      key,
    });

    const answers = await reserveAll(tenantId, [wish("one"), wish("no\0text"), wish("two")]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await wrongReserved(database.db)).toEqual([]);
  });
});

describe("tidyReservations", () => {
  it("forgets keys after two days and ends after a month", async () => {
    const { tenantId, bob, lab } = await aLab({ lab: 10n });
    const { reserve, release } = reservationsOn(database.db);
    const ask = { personId: bob.id, organizationId: lab.id, wanted: jobs(1n) };
    const { reservationId = "" } = await reserve(tenantId, { ask, forSeconds: 60, key: "a" });
    await release(tenantId, reservationId);

    expect(await tidyReservations(systemWorld(database.db, later(DAY)))).toBe(0);
    expect(await tidyReservations(systemWorld(database.db, later(3 * DAY)))).toBeGreaterThanOrEqual(1);
    expect((await reserve(tenantId, { ask, forSeconds: 60, key: "a" })).reservationId).not.toBe(reservationId);
    expect(await tidyReservations(systemWorld(database.db, later(32 * DAY)))).toBeGreaterThanOrEqual(1);
    expect(await problemOf(release(tenantId, reservationId))).toEqual({ kind: "not-found", thing: "reservation" });
  });
});
