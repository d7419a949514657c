import { describe, expect, it } from "vitest";
import { forecast } from "../../../src/domain/quotas/forecast.ts";
import type { Forecasting } from "../../../src/domain/quotas/forecast.ts";

const at = (text: string) => new Date(text);
const startsAt = at("2026-11-01T00:00:00Z");
const endsAt = at("2026-12-01T00:00:00Z");
const now = at("2026-11-21T00:00:00Z");

const forecastOf = (amounts: readonly number[], wish: Partial<Forecasting> = {}) =>
  forecast({
    days: amounts.map((amount, index) => ({
      startsAt: new Date(now.getTime() - (amounts.length - index) * 86_400_000),
      amount: BigInt(amount),
    })),
    startsAt,
    endsAt,
    now,
    used: 300n,
    allowance: 400n,
    ...wish,
  });

describe("forecast", () => {
  it("needs three days", () => {
    expect(forecastOf([10, 10])).toBeUndefined();
    expect(forecastOf([10, 10, 10])).toBeDefined();
  });

  it("goes by the median of the last seven days, whatever one odd day was", () => {
    const found = forecastOf([500, 20, 20, 20, 20, 20, 20, 900]);
    expect(found?.rate.middle).toBe(20);
    expect(found?.reachedAt.middle).toEqual(at("2026-11-26T00:00:00Z"));
    expect(found?.daysLeft).toBe(5);
  });

  it("gives a range from how the days differ", () => {
    const found = forecastOf([10, 20, 30, 40, 50]);
    expect(found?.rate).toEqual({ low: 20, middle: 30, high: 40 });
    expect(found?.reachedAt.high).toEqual(at("2026-11-23T12:00:00Z"));
    expect(found?.reachedAt.low).toEqual(at("2026-11-26T00:00:00Z"));
    expect(found?.atEnd).toEqual({ low: 500n, middle: 600n, high: 700n });
  });

  it("says that the limit is not reached before the window ends", () => {
    expect(forecastOf([1, 1, 1])).toMatchObject({ reachedAt: { low: null, middle: null, high: null }, daysLeft: 100 });
    expect(forecastOf([0, 0, 0])).toMatchObject({ reachedAt: { middle: null }, daysLeft: null });
  });

  it("says now where it is reached", () => {
    expect(forecastOf([1, 1, 1], { used: 400n })).toMatchObject({ reachedAt: { low: now, high: now }, daysLeft: 0 });
  });

  it("compares with the straight line from the window's start", () => {
    expect(forecastOf([1, 1, 1])?.linearAtEnd).toBe(450n);
    expect(forecastOf([1, 1, 1], { now: at("2026-11-03T00:00:00Z") })?.linearAtEnd).toBeUndefined();
  });

  it("knows windows that never end, and no limit", () => {
    const found = forecastOf([10, 10, 10], { endsAt: null, allowance: null });
    expect(found).toMatchObject({ reachedAt: { middle: null }, daysLeft: null });
    expect(found?.atEnd).toBeUndefined();
    expect(found?.course).toHaveLength(32);
  });

  it("draws its course day by day up to the end", () => {
    const course = forecastOf([10, 10, 10])?.course;
    expect(course?.[0]).toEqual({ at: now, low: 300n, middle: 300n, high: 300n });
    expect(course?.at(-1)).toEqual({ at: endsAt, low: 400n, middle: 400n, high: 400n });
  });
});
