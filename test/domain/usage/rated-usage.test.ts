import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratedAmount } from "../../../src/domain/rates/rate.ts";
import type { UsageEvent } from "../../../src/domain/usage/usage-event.ts";
import { DAY, aPerson, aTenant, anOrganization, later } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { h100, nights, t4 } from "../../support/rates.ts";
import { SOURCE, aSite, anEvent, balancesOf, count, send } from "./given.ts";
import type { Site } from "./given.ts";

const database = useDatabase();
const HOUR_MS = 60 * 60 * 1000;
const NIGHT = later(-13 * HOUR_MS);

async function given(rated: Parameters<typeof aSite>[2] = {}) {
  const tenant = await aTenant(database.db);
  const bob = await aPerson(tenant, { name: "Bob Ekman" });
  const lab = await anOrganization(tenant, { members: [[bob, "owner"]] });
  const base = aSite(database.db, tenant.tenantId);
  const meters = base.configuration.meters.map((one) => (one.name === "gpu_hours" ? { ...one, price: "2" } : one));
  const site = aSite(database.db, tenant.tenantId, {
    accelerators: [h100, t4],
    usageFactors: [nights],
    meters,
    ...rated,
  });
  await count(site, { scope: "person", meter: "gpu_hours", window: "lifetime" });
  const of = (wish: Partial<UsageEvent>) => anEvent({ person: bob.id, organization: lab.id, ...wish });
  return { site, of };
}

interface Kept {
  readonly amount: bigint;
  readonly raw: bigint | null;
  readonly accelerator: string | null;
  readonly cost: bigint;
}

function keptOf({ db, tenantId }: Site, id: string): Promise<Kept[]> {
  return db.$queryRaw`SELECT amount, raw_amount AS raw, accelerator, cost FROM usage_event
    WHERE tenant_id = ${tenantId}::uuid AND event_id = ${id}`;
}

const units = (amount: number) => (amount / 1_000_000).toFixed(6);

async function used(site: Site): Promise<bigint> {
  return (await balancesOf(site)).reduce((sum, row) => sum + row.used, 0n);
}

describe("usage at rates", () => {
  it("counts at the accelerator's rate, and keeps what was reported", async () => {
    const { site, of } = await given();
    expect(await send(site, of({ id: "a", amount: 4, accelerator: "h100" }))).toEqual(["accepted"]);

    expect(await keptOf(site, "a")).toEqual([
      { amount: 10_000_000n, raw: 4_000_000n, accelerator: "h100", cost: 20_000_000_000n },
    ]);
    expect(await used(site)).toBe(10_000_000n);
  });

  it("counts by the factor of the event's time, and by both at once with one rounding", async () => {
    const { site, of } = await given();
    await send(
      site,
      of({ id: "night", amount: 3, time: NIGHT }),
      of({ id: "both", amount: "0.000003", time: NIGHT, accelerator: "T4" }),
    );
    expect(await keptOf(site, "night")).toMatchObject([{ amount: 1_500_000n, raw: 3_000_000n, accelerator: null }]);
    // 3 × 0.3333 × 0.5 = 0.49995.
    expect(await keptOf(site, "both")).toMatchObject([{ amount: 0n, raw: 3n, accelerator: "t4", cost: 0n }]);
  });

  it("keeps nothing besides of what counts as it was reported", async () => {
    const { site, of } = await given();
    await send(site, of({ id: "plain", amount: 3 }), of({ id: "jobs", meter: "jobs", amount: 3, time: NIGHT }));
    expect(await keptOf(site, "plain")).toMatchObject([{ amount: 3_000_000n, raw: null, accelerator: null }]);
    expect(await keptOf(site, "jobs")).toMatchObject([{ amount: 3n, raw: null }]);
  });

  it("refuses an accelerator that is not defined, and none of the others", async () => {
    const { site, of } = await given();
    expect(await send(site, of({ accelerator: "h1000" }), of({ accelerator: "H-100" }))).toEqual([
      "accelerator_unknown",
      "accepted",
    ]);
  });

  it("refuses what would be too large at its rate", async () => {
    const { site, of } = await given();
    expect(await send(site, of({ amount: "900000000", accelerator: "h100" }))).toEqual(["amount_invalid"]);
    expect(await used(site)).toBe(0n);
  });

  it("knows an event again whatever rates are in force by then, and another amount for another", async () => {
    const { site, of } = await given();
    const event = of({ id: "again", amount: 4, accelerator: "h100" });
    await send(site, event);
    const changed = { ...site, configuration: { ...site.configuration, accelerators: [{ ...h100, rates: {} }] } };
    expect(await send(changed, event, { ...event, amount: 10 })).toEqual(["duplicate", "conflict"]);
    expect(await used(site)).toBe(10_000_000n);
  });

  it("takes back what was counted, whatever rates are in force by then", async () => {
    const { site, of } = await given();
    await send(site, of({ id: "counted", amount: 4, accelerator: "h100", time: NIGHT }));
    expect(await used(site)).toBe(5_000_000n);
    const plain = { ...site, configuration: { ...site.configuration, accelerators: [], usageFactors: [] } };
    const takingBack = (id: string, amount: number) =>
      of({ id, amount, time: NIGHT, corrects: { source: SOURCE, id: "counted" } });

    expect(await send(plain, takingBack("part", -1), takingBack("too much", -3.5))).toEqual([
      "accepted",
      "correction_too_large",
    ]);
    expect(await used(site)).toBe(3_750_000n);
    expect(await send(plain, takingBack("part", -1))).toEqual(["duplicate"]);
    expect(await send(plain, takingBack("rest", -3))).toEqual(["accepted"]);
    expect(await used(site)).toBe(0n);
    expect(await keptOf(site, "rest")).toMatchObject([
      { amount: -3_750_000n, raw: -3_000_000n, cost: -7_500_000_000n },
    ]);
  });

  it("takes back what counted nothing at all", async () => {
    const { site, of } = await given({ usageFactors: [{ ...nights, factor: 0 }] });
    const corrects = { source: SOURCE, id: "free" };
    expect(
      await send(site, of({ id: "free", time: NIGHT }), of({ id: "back", time: NIGHT, amount: -3, corrects })),
    ).toEqual(["accepted", "accepted"]);
    expect(await used(site)).toBe(0n);
    expect(await send(site, of({ time: NIGHT, amount: -1, corrects }))).toEqual(["correction_too_large"]);
  });

  it("takes back in any parts exactly what was counted", async () => {
    const parts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(parts, fc.integer({ min: 1, max: 99_999 }), async (amounts, rate) => {
        const { site, of } = await given({ accelerators: [{ ...h100, rates: { gpu_hours: rate } }] });
        const whole = amounts.reduce((sum, amount) => sum + amount, 0);
        await send(site, of({ id: "whole", amount: units(whole), accelerator: "h100" }));
        expect(await used(site)).toBe(ratedAmount(BigInt(whole), [rate]));
        for (const amount of amounts)
          expect(
            await send(site, of({ amount: `-${units(amount)}`, corrects: { source: SOURCE, id: "whole" } })),
          ).toEqual(["accepted"]);
        expect(await used(site)).toBe(0n);
      }),
      { numRuns: 8 },
    );
  });

  it("counts a batch in which some are known already", async () => {
    const { site, of } = await given();
    const old = of({ id: "old", amount: 1, accelerator: "h100", time: later(-DAY) });
    await send(site, old);
    expect(await send(site, old, of({ id: "new", amount: 2, accelerator: "h100" }))).toEqual(["duplicate", "accepted"]);
    expect(await keptOf(site, "new")).toMatchObject([{ amount: 5_000_000n, raw: 2_000_000n }]);
    expect(await used(site)).toBe(7_500_000n);
  });

  it("keeps balances and rollups the sums of what is counted, whatever is sent, taken back and reconfigured", async () => {
    const happening = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      units: fc.integer({ min: 1, max: 9 }),
      back: fc.boolean(),
      accelerator: fc.constantFrom(undefined, "h100", "t4"),
      isRated: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 30 }), async (happenings) => {
        const { site, of } = await given();
        const plain = {
          ...site,
          configuration: { ...site.configuration, accelerators: [{ ...h100, rates: {} }, t4], usageFactors: [] },
        };
        for (const [index, { id, units, back, accelerator, isRated }] of happenings.entries()) {
          const time = id % 2 === 0 ? NIGHT : later(-HOUR_MS);
          const amount = `0.00000${units}`;
          const event = back
            ? of({ id: `back ${index}`, time, amount: `-${amount}`, corrects: { source: SOURCE, id: `${id}` } })
            : of({ id: `${id}`, time, amount, ...(accelerator && { accelerator }) });
          await send(isRated ? site : plain, event);
        }
        const [sums] = await database.db.$queryRaw<{ events: bigint; hours: bigint }[]>`
          SELECT (SELECT coalesce(sum(amount), 0)::bigint FROM usage_event WHERE tenant_id = ${site.tenantId}::uuid) AS events,
            (SELECT coalesce(sum(amount), 0)::bigint FROM usage_hour WHERE tenant_id = ${site.tenantId}::uuid) AS hours`;
        expect(sums).toEqual({ events: await used(site), hours: await used(site) });
      }),
      { numRuns: 15 },
    );
  });
});
