import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelsOf } from "../../../src/domain/alerts/levels.ts";
import type { Leveling } from "../../../src/domain/alerts/levels.ts";

const used = (percent: number) => ({ of: "used", percent }) as const;
const left = (percent: number) => ({ of: "left", percent }) as const;

function levels(wish: Partial<Leveling>) {
  const given = {
    thresholds: [],
    limit: 400n,
    isSoft: false,
    value: 0n,
    amountWords: (units: bigint) => `${units} jobs`,
  };
  return levelsOf({ ...given, ...wish });
}

const placed = (wish: Partial<Leveling>) => levels(wish).map(({ name, at }) => [name, at]);

describe("levelsOf", () => {
  it("takes shares of the limit exactly", () => {
    expect(placed({ thresholds: [used(80), used(95), used(100)] })).toEqual([
      ["80 %", 320n],
      ["95 %", 380n],
      ["100 %", 400n],
    ]);
    expect(placed({ thresholds: [used(33.333)], limit: 7n })).toEqual([["33.333 %", 3n]]);
    expect(placed({ thresholds: [used(95)], limit: 10n ** 17n + 1n })).toEqual([["95 %", 95_000_000_000_000_001n]]);
  });

  it("turns what is left round", () => {
    expect(placed({ thresholds: [left(20), { of: "left", amount: 50n }, { of: "left", amount: 0n }] })).toEqual([
      ["20 % left", 320n],
      ["50 jobs left", 350n],
      ["0 jobs left", 400n],
    ]);
  });

  it("is critical from all on, and where nothing is left", () => {
    const thresholds = [used(50), used(80), used(100), { of: "left", amount: 0n } as const];
    expect(levels({ thresholds, limit: 1_000n }).map(({ severity }) => severity)).toEqual([
      "info",
      "warning",
      "critical",
    ]);
  });

  it("skips shares of none and of no limit, and keeps amounts used", () => {
    const thresholds = [used(80), left(10), { of: "used", amount: 30n } as const];
    expect(placed({ thresholds, limit: 0n })).toEqual([["30 jobs", 30n]]);
    expect(placed({ thresholds, limit: null })).toEqual([["30 jobs", 30n]]);
  });

  it("has levels beyond all only where use may go on", () => {
    const thresholds = [used(100), { of: "used", percent: 120, onlySoft: true } as const];
    expect(placed({ thresholds })).toEqual([["100 %", 400n]]);
    expect(placed({ thresholds, isSoft: true }).at(-1)).toEqual(["120 %", 480n]);
  });

  it("goes on after the last one, a step at a time, up to the first above what is used", () => {
    expect(placed({ thresholds: [used(100)], every: { percent: 10 }, value: 470n })).toEqual([
      ["100 %", 400n],
      ["110 %", 440n],
      ["120 %", 480n],
    ]);
    expect(
      placed({ thresholds: [{ of: "used", amount: 100n }], every: { amount: 50n }, limit: null, value: 160n }),
    ).toEqual([
      ["100 jobs", 100n],
      ["150 jobs", 150n],
      ["200 jobs", 200n],
    ]);
  });

  it("has no two levels at one amount", () => {
    expect(placed({ thresholds: [used(80), { of: "used", amount: 320n }, left(20)] })).toEqual([["20 % left", 320n]]);
    expect(placed({ thresholds: [used(80), used(95)], limit: 3n })).toEqual([["95 %", 3n]]);
  });

  it("is left at 2 % of the limit below, or more where the rule says so", () => {
    expect(levels({ thresholds: [used(80)] })[0]?.clearAt).toBe(312n);
    expect(levels({ thresholds: [used(80)], clear: { percent: 5 } })[0]?.clearAt).toBe(300n);
    expect(levels({ thresholds: [used(80)], clear: { percent: 1 } })[0]?.clearAt).toBe(312n);
    expect(levels({ thresholds: [used(80)], clear: { amount: 100n } })[0]?.clearAt).toBe(220n);
    expect(levels({ thresholds: [{ of: "used", amount: 100n }], limit: null })[0]?.clearAt).toBe(98n);
  });

  it("is left at the latest when nothing is used", () => {
    expect(levels({ thresholds: [used(1)] })[0]?.clearAt).toBe(1n);
  });

  it("is reached exactly when value × 100 ≥ limit × percent, and left exactly below that less 2 %", () => {
    const amount = fc.bigInt(1n, 10n ** 15n);
    fc.assert(
      fc.property(amount, fc.integer({ min: 3, max: 300 }), amount, (limit, percent, value) => {
        const [level] = levels({ thresholds: [used(percent)], limit });
        const { at = 0n, clearAt = 0n } = level ?? {};
        expect(value >= at).toBe(value * 100n >= limit * BigInt(percent));
        expect(value < clearAt).toBe(value * 100n < limit * BigInt(percent - 2));
      }),
    );
  });
});
