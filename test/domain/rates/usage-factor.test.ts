import { describe, expect, it } from "vitest";
import { factorAt, weekdays } from "../../../src/domain/rates/usage-factor.ts";
import type { UsageFactor } from "../../../src/domain/rates/usage-factor.ts";

const BERLIN = "Europe/Berlin";
const nights: UsageFactor = {
  label: "Nights",
  meter: "gpu_hours",
  from: 20 * 60,
  to: 6 * 60,
  on: weekdays,
  factor: 5_000,
};

const isIn = (factor: UsageFactor, time: string, zone = BERLIN) =>
  factorAt([factor], Date.parse(time), zone) !== undefined;

describe("factorAt", () => {
  it.each([
    ["2026-11-23T18:59:59.999Z", false],
    ["2026-11-23T19:00:00Z", true],
    ["2026-11-24T04:59:59.999Z", true],
    ["2026-11-24T05:00:00Z", false],
  ])("cuts the night by the clock on the wall: at %s it is %s", (time, isNight) => {
    expect(isIn(nights, time)).toBe(isNight);
  });

  it("counts the morning after to the day on which the night began", () => {
    const saturday = { ...nights, on: ["sat"] as const };
    expect(isIn(saturday, "2026-11-28T22:00:00+01:00")).toBe(true);
    expect(isIn(saturday, "2026-11-29T05:59:00+01:00")).toBe(true);
    expect(isIn(saturday, "2026-11-28T05:59:00+01:00")).toBe(false);
    expect(isIn(saturday, "2026-11-29T22:00:00+01:00")).toBe(false);
  });

  it("takes Sunday night into Monday", () => {
    const sunday = { ...nights, on: ["sun"] as const };
    expect(isIn(sunday, "2026-11-30T02:00:00+01:00")).toBe(true);
    expect(isIn(sunday, "2026-11-30T20:00:00+01:00")).toBe(false);
  });

  it("takes whole days, from midnight to midnight of the zone", () => {
    const weekend = { ...nights, from: 0, to: 24 * 60, on: ["sat", "sun"] as const };
    expect(isIn(weekend, "2026-11-27T23:59:59+01:00")).toBe(false);
    expect(isIn(weekend, "2026-11-28T00:00:00+01:00")).toBe(true);
    expect(isIn(weekend, "2026-11-29T23:59:59+01:00")).toBe(true);
    expect(isIn(weekend, "2026-11-30T00:00:00+01:00")).toBe(false);
  });

  it("holds in both of the hours that come twice when summer ends", () => {
    const small = { ...nights, from: 2 * 60, to: 3 * 60 };
    expect(isIn(small, "2026-10-25T00:30:00Z")).toBe(true);
    expect(isIn(small, "2026-10-25T01:30:00Z")).toBe(true);
    expect(isIn(small, "2026-10-24T23:59:59Z")).toBe(false);
    expect(isIn(small, "2026-10-25T02:00:00Z")).toBe(false);
  });

  it("does not hold on the day that lacks its hour when summer begins", () => {
    const small = { ...nights, from: 2 * 60, to: 3 * 60 };
    expect(isIn(small, "2026-03-29T00:59:59Z")).toBe(false);
    expect(isIn(small, "2026-03-29T01:00:00Z")).toBe(false);
    expect(isIn(nights, "2026-03-29T03:59:59Z")).toBe(true);
    expect(isIn(nights, "2026-03-29T04:00:00Z")).toBe(false);
  });

  it("knows zones of three quarters of an hour", () => {
    expect(isIn(nights, "2026-11-23T14:14:59Z", "Asia/Kathmandu")).toBe(false);
    expect(isIn(nights, "2026-11-23T14:15:00Z", "Asia/Kathmandu")).toBe(true);
  });

  it("takes the last of several that match", () => {
    const weekend = { ...nights, label: "Weekend", from: 0, to: 24 * 60, on: ["sat"] as const, factor: 2_500 };
    const saturday = Date.parse("2026-11-28T22:00:00+01:00");
    expect(factorAt([nights, weekend], saturday, BERLIN)?.label).toBe("Weekend");
    expect(factorAt([weekend, nights], saturday, BERLIN)?.label).toBe("Nights");
  });

  it("knows days before 1970 as well", () => {
    expect(isIn({ ...nights, on: ["wed"] }, "1969-12-31T22:00:00Z", "UTC")).toBe(true);
  });
});
