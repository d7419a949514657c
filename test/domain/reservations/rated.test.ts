import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Configuration } from "../../../src/domain/configuration/configuration.ts";
import { tidyReservations } from "../../../src/domain/reservations/tidy-reservations.ts";
import { aPerson, aTenant, anOrganization, DAY, later, NOON, problemOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { h100, nights, t4 } from "../../support/rates.ts";
import { aQuota, reservationsOn, wrongReserved } from "./support.ts";

const database = useDatabase();
const HOUR_MS = 60 * 60 * 1000;
const HOUR = 1_000_000n;
const EVENING = later(9 * HOUR_MS);

const rated: Configuration = {
  ...builtInConfiguration(NOON),
  accelerators: [h100, t4],
  usageFactors: [nights],
  meters: builtInConfiguration(NOON).meters.map((one) => (one.name === "gpu_hours" ? { ...one, price: "2" } : one)),
};

async function given(factor = nights) {
  const world = await aTenant(database.db);
  const { tenantId } = world;
  const bob = await aPerson(world, {});
  const lab = await anOrganization(world, { members: [[bob, "member"]] });
  await aQuota(database.db, tenantId, { scope: "organization", organizationId: lab.id }, 100n * HOUR, {
    meter: "gpu_hours",
  });
  const clock = { now: NOON };
  const reservations = reservationsOn(database.db, clock, { ...rated, usageFactors: [factor] });
  const who = { personId: bob.id, organizationId: lab.id };
  const reserve = (amount: bigint, accelerator?: string) =>
    reservations.reserve(tenantId, {
      ask: { ...who, wanted: [{ meter: "gpu_hours", amount, ...(accelerator && { accelerator }) }] },
      forSeconds: 24 * 60 * 60,
    });
  return { tenantId, bob, lab, clock, who, reserve, reservations };
}

interface Kept {
  readonly id: string;
  readonly amount: bigint;
  readonly raw: bigint | null;
  readonly accelerator: string | null;
}

function eventsOf(tenantId: string): Promise<Kept[]> {
  return database.db.$queryRaw`SELECT event_id AS id, amount, raw_amount AS raw, accelerator FROM usage_event
    WHERE tenant_id = ${tenantId}::uuid ORDER BY event_id`;
}

describe("reservations at rates", () => {
  it("hold at the accelerator's rate, and are refused beyond the limit", async () => {
    const { tenantId, who, reserve, reservations } = await given();
    expect(await reserve(32n * HOUR, "h100")).toMatchObject({ allowed: true });

    const check = (amount: bigint, accelerator?: string) =>
      reservations.check(tenantId, {
        ...who,
        wanted: [{ meter: "gpu_hours", amount, ...(accelerator && { accelerator }) }],
      });
    expect(await check(8n * HOUR, "h100")).toMatchObject({ allowed: true, limits: [{ reserved: 80n * HOUR }] });
    expect(await check(9n * HOUR, "h100")).toMatchObject({ allowed: false });
    expect(await check(20n * HOUR)).toMatchObject({ allowed: true });
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("refuse an accelerator that is not defined", async () => {
    const { reserve } = await given();
    expect(await problemOf(reserve(HOUR, "h1000"))).toMatchObject({
      kind: "accelerator-unknown",
      known: ["h100", "t4"],
    });
  });

  it("hold by the factor of the time at which they are made", async () => {
    const { clock, reserve } = await given();
    clock.now = EVENING;
    expect(await reserve(200n * HOUR)).toMatchObject({ allowed: true });
    expect(await reserve(1n)).toMatchObject({ allowed: true });
    expect(await reserve(2n)).toMatchObject({ allowed: false, code: "quota_exceeded" });
  });

  it("commit by the factor of the time of use, and keep what was named", async () => {
    const { tenantId, clock, reserve, reservations } = await given();
    const { reservationId = "" } = await reserve(32n * HOUR, "h100");
    clock.now = EVENING;
    const wish = { reservationId, used: [{ meter: "gpu_hours", amount: 20n * HOUR, accelerator: "h100" }] };
    const committed = await reservations.commit(tenantId, wish);

    expect(committed).toMatchObject({
      used: [{ meter: "gpu_hours", amount: 25n * HOUR }],
      released: [{ meter: "gpu_hours", amount: 55n * HOUR }],
    });
    expect(await eventsOf(tenantId)).toEqual([
      { id: `${reservationId}/gpu_hours`, amount: 25n * HOUR, raw: 20n * HOUR, accelerator: "h100" },
    ]);
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("commit what counts for nothing as an event with what was used, and no cost", async () => {
    const { tenantId, bob, lab, clock, reserve, reservations } = await given({ ...nights, factor: 0 });
    const { reservationId = "" } = await reserve(32n * HOUR);
    clock.now = EVENING;
    const wish = { reservationId, used: [{ meter: "gpu_hours", amount: 20n * HOUR }] };
    const committed = await reservations.commit(tenantId, wish);

    expect(committed).toMatchObject({ used: [{ meter: "gpu_hours", amount: 0n }] });
    expect(await reservations.commit(tenantId, wish)).toEqual(committed);
    expect(
      await database.db.$queryRaw`
      SELECT amount, raw_amount AS raw, cost, person_id::text AS person, organization_id::text AS organization, source
      FROM usage_event WHERE tenant_id = ${tenantId}::uuid`,
    ).toEqual([
      { amount: 0n, raw: 20n * HOUR, cost: 0n, person: bob.id, organization: lab.id, source: "quartermaster" },
    ]);
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("answer the same commit the same, also when another factor holds by then", async () => {
    const { tenantId, clock, reserve, reservations } = await given();
    const { reservationId = "" } = await reserve(32n * HOUR);
    const wish = { reservationId, used: [{ meter: "gpu_hours", amount: 20n * HOUR }] };
    clock.now = EVENING;
    const committed = await reservations.commit(tenantId, wish);
    clock.now = later(20 * HOUR_MS);
    expect(await reservations.commit(tenantId, wish)).toEqual(committed);
    const other = { reservationId, used: [{ meter: "gpu_hours", amount: 10n * HOUR }] };
    expect(await problemOf(reservations.commit(tenantId, other))).toMatchObject({ kind: "reservation-ended" });
  });

  it("commit what is not named as it was held, and keep what was asked for", async () => {
    const { tenantId, clock, reserve, reservations } = await given();
    const { reservationId = "" } = await reserve(32n * HOUR, "h100");
    clock.now = EVENING;
    const committed = await reservations.commit(tenantId, { reservationId });
    expect(committed.used).toEqual([{ meter: "gpu_hours", amount: 80n * HOUR }]);
    expect(await reservations.commit(tenantId, { reservationId })).toEqual(committed);
    expect(await eventsOf(tenantId)).toMatchObject([{ amount: 80n * HOUR, raw: 32n * HOUR, accelerator: "h100" }]);
  });

  it("count at the time that a commit names", async () => {
    const { tenantId, reserve, reservations } = await given();
    const { reservationId = "" } = await reserve(10n * HOUR);
    const at = later(-8 * HOUR_MS);
    const used = [{ meter: "gpu_hours", amount: 4n * HOUR }];
    expect(await reservations.commit(tenantId, { reservationId, used, at })).toMatchObject({
      used: [{ amount: 2n * HOUR }],
      released: [{ amount: 8n * HOUR }],
    });
  });

  it("add up one meter on two accelerators, each at its own rate", async () => {
    const { tenantId, who, reservations } = await given();
    const wanted = [
      { meter: "gpu_hours", amount: 2n * HOUR, accelerator: "h100" },
      { meter: "gpu_hours", amount: 3n * HOUR, accelerator: "t4" },
    ];
    const { reservationId = "" } = await reservations.reserve(tenantId, { ask: { ...who, wanted }, forSeconds: 60 });
    const { used } = await reservations.commit(tenantId, { reservationId });
    expect(used).toEqual([{ meter: "gpu_hours", amount: 5_999_900n }]);
    expect(await eventsOf(tenantId)).toMatchObject([{ amount: 5_999_900n, raw: 5n * HOUR, accelerator: null }]);
  });

  it("decide many together, of which some are at rates", async () => {
    const { tenantId, who, reservations } = await given();
    const asks = ["h100", undefined, "t4"].map((accelerator) => ({
      ask: { ...who, wanted: [{ meter: "gpu_hours", amount: HOUR, ...(accelerator && { accelerator }) }] },
      forSeconds: 60,
    }));
    const made = await reservations.reserveAll(tenantId, asks);
    const ids = made.map((one) => (one.status === "fulfilled" ? (one.value.reservationId ?? "") : ""));
    const committed = await reservations.commitAll(
      tenantId,
      ids.map((reservationId) => ({ reservationId })),
    );
    expect(committed.map((one) => one.status === "fulfilled" && one.value.used[0]?.amount)).toEqual([
      2_500_000n,
      1_000_000n,
      333_300n,
    ]);
    const raws = (await eventsOf(tenantId)).map(({ raw }) => raw);
    expect(raws.filter((raw) => raw === HOUR)).toHaveLength(2);
    expect(raws).toContain(null);
  });

  it("forget what was asked for when they are forgotten themselves", async () => {
    const { tenantId, reserve, reservations } = await given();
    const { reservationId = "" } = await reserve(HOUR, "h100");
    await reservations.release(tenantId, reservationId);
    await tidyReservations({ db: database.db, now: later(32 * DAY) });
    const rows = await database.db.$queryRaw`SELECT FROM reservation_raw WHERE tenant_id = ${tenantId}::uuid`;
    expect(rows).toEqual([]);
  });

  it("never let what is counted pass the limit, however many ask at once", async () => {
    const { tenantId, reserve, reservations } = await given();
    const made = await Promise.all(
      Array.from({ length: 64 }, (_, index) => reserve(HOUR + BigInt(index), index % 2 === 0 ? "h100" : "t4")),
    );
    const [balance] = await database.db.$queryRaw<{ reserved: bigint }[]>`
      SELECT reserved FROM balance WHERE tenant_id = ${tenantId}::uuid AND meter = 'gpu_hours' AND "window" = 'now'`;
    expect(balance && balance.reserved <= 100n * HOUR).toBe(true);
    expect(made.some(({ allowed }) => allowed)).toBe(true);
    for (const { reservationId } of made) if (reservationId) await reservations.commit(tenantId, { reservationId });
    const held = (await eventsOf(tenantId)).reduce((sum, { amount }) => sum + amount, 0n);
    expect(held).toBe(balance?.reserved);
    expect(await wrongReserved(database.db)).toEqual([]);
  });
});
