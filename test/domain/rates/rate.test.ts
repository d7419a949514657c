import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostAtRates, ratedAmount, readRate, writeRate } from "../../../src/domain/rates/rate.ts";

describe("readRate", () => {
  it.each([
    ["1", 10_000],
    ["2.5", 25_000],
    ["0.3333", 3_333],
    ["0", 0],
    ["1000", 10_000_000],
  ])("reads %s exactly", (text, rate) => {
    expect(readRate(text)).toBe(rate);
    expect(readRate(writeRate(rate).replaceAll(",", ""))).toBe(rate);
  });

  it.each(["0.33333", "-1", "+1", "1e3", ".5", "1.", "NaN", "", "10000", "1,5"])("takes %j for no rate", (text) => {
    expect(readRate(text)).toBeUndefined();
  });
});

describe("ratedAmount", () => {
  it.each([
    [80_000_000n, 32_000_000n, [25_000]],
    [40_000_000n, 32_000_000n, [25_000, 5_000]],
    [0n, 32_000_000n, [0]],
    // Half to even: 0.5, 1.5, 2.5, 3.5.
    [0n, 1n, [5_000]],
    [2n, 3n, [5_000]],
    [2n, 5n, [5_000]],
    [4n, 7n, [5_000]],
    [-2n, -5n, [5_000]],
    // Rounded once: 3 × 0.5 × 0.5 is 0.75; rounding in between would make 1 × 0.5 of it, and so 0.
    [1n, 3n, [5_000, 5_000]],
    [10n ** 18n, 10n ** 15n, [10_000_000]],
  ])("makes %s of %s at %j", (counted, units, rates) => {
    expect(ratedAmount(units, rates)).toBe(counted);
  });

  it("is never further from the exact product than half a unit, whichever way the rates stand", () => {
    const rate = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), rate, rate, (units, one, other) => {
        const counted = ratedAmount(units, [one, other]);
        const off = counted * 10n ** 8n - units * BigInt(one) * BigInt(other);
        expect(ratedAmount(units, [other, one])).toBe(counted);
        expect((off < 0n ? -off : off) * 2n <= 10n ** 8n).toBe(true);
      }),
    );
  });
});

describe("mostAtRates", () => {
  it("is the most that still fits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 1, max: 10_000_000 }), (room, rate) => {
        const most = mostAtRates(room, [rate]) ?? 0n;
        expect(ratedAmount(most, [rate]) <= room).toBe(true);
        expect((most + 1n) * BigInt(rate) > room * 10_000n).toBe(true);
      }),
    );
  });

  it("has no bound where nothing is counted", () => {
    expect(mostAtRates(5n, [0])).toBeNull();
  });
});
