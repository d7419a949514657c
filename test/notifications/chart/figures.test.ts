import { describe, expect, it } from "vitest";
import { axisFigure, figure, roundScale } from "../../../src/notifications/chart/figures.ts";

describe("figure", () => {
  it.each([
    [0, "0"],
    [12.345, "12.35"],
    [99_999, "99,999"],
    [1_234_567, "1.23M"],
    [9e18, "9E18"],
  ])("writes %d as %s", (value, written) => {
    expect(figure(value)).toBe(written);
  });

  it("writes all figures of an axis alike", () => {
    expect([0, 50_000, 100_000].map((value) => axisFigure(value, 100_000))).toEqual(["0", "50K", "100K"]);
  });
});

describe("roundScale", () => {
  it.each([
    [0, { top: 1, step: 0.5 }],
    [7, { top: 8, step: 2 }],
    [432, { top: 600, step: 200 }],
    [0.3, { top: 0.3, step: 0.1 }],
  ])("leads up to %d", (highest, scale) => {
    const { top, step } = roundScale(highest);
    expect(top).toBeCloseTo(scale.top);
    expect(step).toBeCloseTo(scale.step);
  });

  it("keeps the number of steps small whatever the size", () => {
    for (let power = -6; power < 30; power += 1) {
      const { top, step } = roundScale(3.7 * 10 ** power);
      expect(Math.round(top / step)).toBeLessThanOrEqual(5);
    }
  });
});
