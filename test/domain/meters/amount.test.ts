import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInMeters } from "../../../src/domain/configuration/built-in.ts";
import { readAmount, requireAmount, showAmount, writeAmount } from "../../../src/domain/meters/amount.ts";
import { costOf, isCountable, isPriceExact, pricePerUnit } from "../../../src/domain/meters/cost.ts";
import { findMeter, requireMeter } from "../../../src/domain/meters/find-meter.ts";
import { MOST_UNITS } from "../../../src/domain/meters/meter.ts";
import type { Meter } from "../../../src/domain/meters/meter.ts";

const gpu: Meter = { name: "gpu_hours", label: "GPU hours", unit: "GPU hours", kind: "counter", decimals: 3 };
const jobs: Meter = { name: "jobs", label: "Jobs submitted", unit: "jobs", kind: "counter", decimals: 0 };
const storage: Meter = { name: "storage", label: "Storage", unit: "GB", kind: "gauge", decimals: 3 };
const cost: Meter = { name: "cost", label: "Cost", unit: "EUR", kind: "counter", decimals: 9 };

describe("readAmount", () => {
  it.each<[string | number, bigint]>([
    ["200", 200_000n],
    ["1,000.5", 1_000_500n],
    ["1000.5", 1_000_500n],
    ["+200", 200_000n],
    [".5", 500n],
    ["0", 0n],
    [318.5, 318_500n],
    [1e3, 1_000_000n],
    ["1e3", 1_000_000n],
    ["1.500000000000000", 1_500n],
    ["200 GPU hours", 200_000n],
    ["200 gpu_hours", 200_000n],
    ["1gpu-hour", 1_000n],
    [" 7 ", 7_000n],
  ])("reads %s", (typed, units) => {
    expect(readAmount(gpu, typed)).toEqual({ ok: true, units });
  });

  it("takes the unit of the meter, with or without a space", () => {
    expect(readAmount(storage, "10GB")).toEqual({ ok: true, units: 10_000n });
    expect(readAmount(storage, "10 gb")).toEqual({ ok: true, units: 10_000n });
  });

  it.each<[string | number, string]>([
    ["", "not-a-number"],
    ["many", "not-a-number"],
    ["1.2.3", "not-a-number"],
    ["1,00", "not-a-number"],
    ["1 000", "not-a-number"],
    ["5.", "not-a-number"],
    ["0x10", "not-a-number"],
    [Number.NaN, "not-a-number"],
    [Number.POSITIVE_INFINITY, "infinite"],
    ["+inf", "infinite"],
    [Number.NEGATIVE_INFINITY, "infinite"],
    ["-1", "negative"],
    [-1, "negative"],
    ["1.0001", "too-precise"],
    [0.1 + 0.2, "too-precise"],
    ["1e-9", "too-precise"],
    [1e30, "too-large"],
    ["1e30", "too-large"],
    ["1e9999", "too-large"],
    [`1${"0".repeat(200)}`, "too-large"],
    ["1000000000000.001", "too-large"],
    ["10GB", "wrong-unit"],
    ["10 EUR", "wrong-unit"],
  ])("refuses %s as %s", (typed, because) => {
    const reading = readAmount(gpu, typed);
    expect(reading).toEqual({ ok: false, because: typed === "0x10" ? "wrong-unit" : because });
  });

  it("takes negative amounts where they are corrections", () => {
    expect(readAmount(gpu, "-1.5", { signed: true })).toEqual({ ok: true, units: -1_500n });
  });

  it("refuses zero where nothing makes no sense", () => {
    expect(readAmount(gpu, "0.000", { positive: true })).toEqual({ ok: false, because: "zero" });
  });

  it("counts whole things in whole numbers", () => {
    expect(readAmount(jobs, "1.5")).toEqual({ ok: false, because: "too-precise" });
    expect(readAmount(jobs, "3 jobs")).toEqual({ ok: true, units: 3n });
    expect(readAmount(jobs, "1 job")).toEqual({ ok: true, units: 1n });
  });

  it("reads back to the last unit what writeAmount writes", () => {
    const meters = fc.integer({ min: 0, max: 9 }).map((decimals): Meter => ({ ...gpu, decimals }));
    fc.assert(
      fc.property(meters, fc.bigInt({ min: 0n, max: MOST_UNITS }), (meter, units) => {
        expect(readAmount(meter, writeAmount(meter, units))).toEqual({ ok: true, units });
      }),
    );
  });

  it("never throws and never rounds, whatever is typed", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[-+]?\d{0,30}[.,]?\d{0,12}(e-?\d{1,3})?$/u)),
        (typed) => {
          const reading = readAmount(gpu, typed);
          const read = reading.ok ? Number(writeAmount(gpu, reading.units)) : asNumber(typed);
          expect(reading.ok ? Math.abs(read - asNumber(typed)) : 0).toBeLessThan(1e-3);
        },
      ),
    );
  });
});

const asNumber = (typed: string | number) =>
  typeof typed === "number" ? typed : Number.parseFloat(typed.replaceAll(",", ""));

describe("requireAmount", () => {
  it("says what is wrong, of which meter, in which field", () => {
    expect(() => requireAmount(gpu, "-3", { field: "amount" })).toThrow(
      expect.objectContaining({
        problem: {
          kind: "amount-invalid",
          typed: "-3",
          meter: "gpu_hours",
          label: "GPU hours",
          because: "negative",
          decimals: 3,
          field: "amount",
        },
      }),
    );
  });
});

describe("showAmount", () => {
  it.each<[Meter, bigint, string]>([
    [gpu, 318_500n, "318.5 GPU hours"],
    [gpu, 1_000n, "1 GPU hour"],
    [gpu, 0n, "0 GPU hours"],
    [gpu, 1_234_567_891n, "1,234,567.891 GPU hours"],
    [gpu, -12_000n, "-12 GPU hours"],
    [jobs, 1n, "1 job"],
    [jobs, 1_000n, "1,000 jobs"],
    [storage, 1_000n, "1 GB"],
    [{ ...gpu, decimals: 6 }, 12_345_678n, "12.346 GPU hours"],
    [{ ...gpu, decimals: 6 }, 1n, "0.000001 GPU hours"],
    [cost, 12_100_000_000n, "12.10 EUR"],
    [cost, 0n, "0.00 EUR"],
  ])("%# says %s as %s", (meter, units, shown) => {
    expect(showAmount(meter, units)).toBe(shown);
  });
});

describe("findMeter", () => {
  const configuration = { meters: builtInMeters };

  it.each(["gpu_hours", "GPU hours", "gpu-hours", "GPU_HOURS", "gpu hour", " Gpu-Hour "])("knows %s", (typed) => {
    expect(findMeter(configuration, typed)?.name).toBe("gpu_hours");
  });

  it("finds a meter by its label", () => {
    expect(findMeter(configuration, "data transferred")?.name).toBe("transfer");
  });

  it("refuses what is not counted, naming what is", () => {
    expect(() => requireMeter(configuration, "gpus", "meter")).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({ kind: "meter-unknown", typed: "gpus", field: "meter" }),
      }),
    );
  });
});

describe("costOf", () => {
  it("is exact to the billionth", () => {
    const priced = { ...gpu, price: "2.10" };
    expect(pricePerUnit(priced)).toBe(2_100_000n);
    expect(costOf(priced, 318_500n)).toBe(668_850_000_000n);
    expect(costOf(gpu, 318_500n)).toBe(0n);
  });

  it("knows prices that the smallest unit cannot be charged at", () => {
    expect(isPriceExact({ decimals: 6, price: "2.10" })).toBe(true);
    expect(isPriceExact({ decimals: 9, price: "2.1" })).toBe(false);
    expect(isPriceExact({ decimals: 0, price: "0.0000000001" })).toBe(false);
    expect(isPriceExact({ decimals: 0, price: "free" })).toBe(false);
    expect(isPriceExact({ decimals: 9 })).toBe(true);
  });

  it("leaves no room for costs that sums have none for", () => {
    expect(isCountable({ decimals: 0, price: "1000" }, 1_000n)).toBe(true);
    expect(isCountable({ decimals: 0, price: "1000" }, 1_000_001n)).toBe(false);
    expect(isCountable({ decimals: 0 }, MOST_UNITS + 1n)).toBe(false);
  });
});
