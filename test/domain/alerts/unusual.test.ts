import { describe, expect, it } from "vitest";
import {
  medianOf,
  modifiedZScore,
  movingAverages,
  scoreDrift,
  scoreSpike,
  usualOf,
} from "../../../src/domain/alerts/unusual.ts";

const rule = { score: 3.5, decreases: false, floor: 0 };
const history = [100, 102, 98, 101];

describe("modifiedZScore", () => {
  it.each([
    [104, 2.36],
    [110, 6.41],
    [90, -7.08],
  ])("of %d beside 100, 102, 98 and 101 is %d", (value, score) => {
    expect(modifiedZScore(value, usualOf(history))).toBeCloseTo(score, 2);
  });

  it("is taken from a median of 100.5 and a deviation of 1", () => {
    expect(usualOf(history)).toMatchObject({ median: 100.5, mad: 1 });
  });

  it("falls back to the mean deviation when more than half are alike", () => {
    const usual = usualOf([10, 10, 10, 10, 20]);
    expect(usual).toEqual({ median: 10, mad: 0, meanDeviation: 2 });
    expect(modifiedZScore(20, usual)).toBeCloseTo(10 / (1.253314 * 2), 6);
  });

  it("is not there when all are alike", () => {
    expect(modifiedZScore(20, usualOf([10, 10, 10]))).toBeUndefined();
  });
});

describe("scoreSpike", () => {
  it.each([
    [104, false],
    [110, true],
    [90, false],
  ])("of %d is unusual: %s", (value, isUnusual) => {
    expect(scoreSpike(value, history, rule).isUnusual).toBe(isUnusual);
  });

  it("sees decreases only when asked to", () => {
    expect(scoreSpike(90, history, { ...rule, decreases: true }).isUnusual).toBe(true);
  });

  it("never sees anything below the floor", () => {
    expect(scoreSpike(110, history, { ...rule, floor: 111 }).isUnusual).toBe(false);
  });

  it("wants three times the median and the floor when all samples are alike", () => {
    const alike = [5, 5, 5, 5];
    expect(scoreSpike(14, alike, rule).isUnusual).toBe(false);
    expect(scoreSpike(15, alike, rule)).toEqual({ isUnusual: true, score: 3.5, baseline: 5 });
    expect(scoreSpike(15, alike, { ...rule, floor: 16 }).isUnusual).toBe(false);
  });

  it("is not unusual exactly at the score", () => {
    const usual = usualOf(history);
    const at = 100.5 + (3.5 * usual.mad) / 0.6745;
    expect(scoreSpike(at - 1e-9, history, rule).isUnusual).toBe(false);
    expect(scoreSpike(at + 1e-9, history, rule).isUnusual).toBe(true);
  });
});

describe("movingAverages", () => {
  // The example of the NIST/SEMATECH e-Handbook, 6.3.2.4.
  const values = [
    52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1,
  ];
  const averages = [
    50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92,
    50.73, 51.23, 51.94, 51.99,
  ];
  const points = movingAverages(values, { mean: 50, sigma: 2.0539, lambda: 0.3, width: 3 });

  it("is the handbook's", () => {
    expect(points.map(({ average }) => average.toFixed(2))).toEqual(averages.map((average) => average.toFixed(2)));
  });

  it("has limits that widen to the handbook's 52.5884", () => {
    expect(points[0]?.reach).toBeCloseTo(3 * 2.0539 * 0.3, 6);
    expect(50 + (points.at(-1)?.reach ?? 0)).toBeCloseTo(52.5884, 3);
  });
});

describe("scoreDrift", () => {
  const before = Array.from({ length: 28 }, (_, day) => 100 + ([0, 2, -2, 4, -4, 1, -1][day % 7] ?? 0));
  const drift = { ...rule, lambda: 0.2, width: 3 };

  it("sees a slow rise none of whose days is a spike", () => {
    const latest = [104, 105, 105, 106, 106, 106, 107];
    expect(latest.every((day) => !scoreSpike(day, before, rule).isUnusual)).toBe(true);
    expect(scoreDrift(latest, before, drift).isUnusual).toBe(true);
  });

  it("sees nothing in more of the same", () => {
    expect(scoreDrift(before.slice(0, 7), before, drift).isUnusual).toBe(false);
  });

  it("sees nothing where samples are alike", () => {
    expect(scoreDrift([200, 200], [1, 1, 1, 1], drift).isUnusual).toBe(false);
  });
});

describe("medianOf", () => {
  it("is the middle, or between the two in the middle", () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 3, 2]), medianOf([7])]).toEqual([2, 2.5, 7]);
  });
});
