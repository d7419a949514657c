import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAmount } from "../../../src/domain/meters/amount.ts";
import type { Meter } from "../../../src/domain/meters/meter.ts";
import { plainAmount } from "../../../src/domain/usage/plain-amount.ts";

const meterOf = (decimals: number): Meter => ({ name: "m", label: "M", unit: "units", kind: "counter", decimals });

describe("plainAmount", () => {
  it.each([
    ["200", 3, 200_000],
    ["0.5", 3, 500],
    [12.25, 6, 12_250_000],
    [0, 0, 0],
  ])("reads %j with %i decimals as %i", (typed, decimals, units) => {
    expect(plainAmount(typed, decimals)).toBe(units);
  });

  it.each(["", "-1", "+1", "1,000", "1 GB", "1e3", ".5", "5.", "1.2345", "NaN", Number.NaN, 1e21, "99999999999999"])(
    "leaves %j to others",
    (typed) => {
      expect(plainAmount(typed, 3)).toBeUndefined();
    },
  );

  it("agrees with what reads every amount, wherever it says something", () => {
    const typed = fc.oneof(fc.double(), fc.integer(), fc.stringMatching(/^\d{0,9}\.?\d{0,9}$/u), fc.string());
    fc.assert(
      fc.property(typed, fc.integer({ min: 0, max: 9 }), (amount, decimals) => {
        const plain = plainAmount(amount, decimals);
        if (plain === undefined) return;
        expect(readAmount(meterOf(decimals), amount)).toEqual({ ok: true, units: BigInt(plain) });
      }),
      { numRuns: 2_000 },
    );
  });
});
