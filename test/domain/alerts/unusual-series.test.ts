import { describe, expect, it } from "vitest";
import { scoreDays, scoreHour } from "../../../src/domain/alerts/unusual-series.ts";
import type { Series } from "../../../src/domain/alerts/unusual-series.ts";

const rule = { score: 3.5, decreases: false, floor: 0, leastSamples: 14, lambda: 0.2, width: 3 };
const WEEK = 168;

/** Some hours from hour 0 on, each by what was used in it. */
function series(hours: number, amountAt: (hour: number) => number, excluded: readonly number[] = []): Series {
  const past = Array.from({ length: hours }, (_, hour) => ({ hour, amount: amountAt(hour) })).filter(
    ({ amount }) => amount > 0,
  );
  return { past, since: 0, excluded: new Set(excluded) };
}

const wobble = (hour: number) => (hour * 7) % 5;

describe("scoreHour", () => {
  it("says nothing before there are fourteen samples", () => {
    expect(
      scoreHour(
        series(13, () => 10),
        { hour: 13, amount: 1_000 },
        rule,
      ),
    ).toBeUndefined();
    expect(
      scoreHour(
        series(14, () => 10),
        { hour: 14, amount: 1_000 },
        rule,
      )?.isUnusual,
    ).toBe(true);
  });

  it("compares like hours of the week when four weeks are known", () => {
    // Every week's hour 100 and its neighbours are busy.
    const busy = series(4 * WEEK, (hour) => (Math.abs((hour % WEEK) - 100) <= 2 ? 500 : 10) + wobble(hour));
    expect(scoreHour(busy, { hour: 4 * WEEK + 100, amount: 503 }, rule)?.isUnusual).toBe(false);
    expect(scoreHour(busy, { hour: 4 * WEEK + 40, amount: 503 }, rule)?.isUnusual).toBe(true);
  });

  it("compares like hours of the day before that", () => {
    const nights = series(10 * 24, (hour) => (hour % 24 < 6 ? 5 : 200) + wobble(hour));
    expect(scoreHour(nights, { hour: 10 * 24 + 3, amount: 150 }, rule)?.isUnusual).toBe(true);
    expect(scoreHour(nights, { hour: 10 * 24 + 12, amount: 202 }, rule)?.isUnusual).toBe(false);
  });

  it("compares hours with use where most are without", () => {
    const seldom = series(30 * 24, (hour) => (hour % 20 === 0 ? 100 + wobble(hour / 20) : 0));
    expect(scoreHour(seldom, { hour: 30 * 24, amount: 103 }, rule)?.isUnusual).toBe(false);
    expect(scoreHour(seldom, { hour: 30 * 24, amount: 180 }, rule)?.isUnusual).toBe(true);
  });

  it("leaves out hours that do not count", () => {
    const spoiled = Array.from({ length: 40 }, (_, index) => index * 2);
    const past = series(80, (hour) => (hour % 2 === 0 ? 900 : 10) + wobble(hour), spoiled);
    expect(scoreHour(past, { hour: 80, amount: 900 }, rule)?.isUnusual).toBe(true);
  });
});

const weekday = (hour: number) => (Math.floor(hour / 24) % 7 < 5 ? 100 : 10);

describe("scoreDays", () => {
  it("takes weekends for weekends", () => {
    const steady = series(6 * WEEK, (hour) => weekday(hour) + wobble(hour + Math.floor(hour / 24)));
    expect(scoreDays(steady, 6 * WEEK, rule)?.isUnusual).toBe(false);
  });

  it("sees a slow rise", () => {
    const rising = series(6 * WEEK, (hour) => {
      const day = Math.floor(hour / 24);
      return weekday(hour) + (day % 3) + Math.max(0, day - 34) * 5;
    });
    expect(scoreDays(rising, 6 * WEEK, rule)).toMatchObject({ isUnusual: true, method: "drift", hours: 24 });
  });

  it("says nothing before there are fourteen days besides the last seven", () => {
    expect(
      scoreDays(
        series(20 * 24, () => 1),
        20 * 24,
        rule,
      ),
    ).toBeUndefined();
  });
});
