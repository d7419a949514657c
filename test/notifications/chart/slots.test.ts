import { describe, expect, it } from "vitest";
import { labelledSlots, slotLabel, slotsOf } from "../../../src/notifications/chart/slots.ts";
import { november } from "./charts.ts";

function labels(instants: readonly Date[], timeZone = "Europe/Berlin"): readonly string[] {
  const slots = slotsOf(instants, timeZone);
  return slots.all.map((slot) => slotLabel(slot, slots.unit));
}

describe("slotsOf", () => {
  it("leaves no gap between days", () => {
    expect(labels([november(1), november(2), november(5)])).toEqual(["1 Nov", "2 Nov", "3 Nov", "4 Nov", "5 Nov"]);
  });

  it("cuts days in the chart's zone", () => {
    const instant = new Date("2026-11-01T23:30:00Z");
    expect(labels([instant], "Europe/Berlin")).toEqual(["2 Nov"]);
    expect(labels([instant], "America/New_York")).toEqual(["1 Nov"]);
  });

  it("counts 31 days in a month whose clocks change", () => {
    const october = Array.from({ length: 31 }, (_, day) => new Date(Date.UTC(2026, 9, day + 1, day < 25 ? -2 : -1)));
    const slots = slotsOf(october, "Europe/Berlin");

    expect(slots.all).toHaveLength(31);
    expect(october.map((at) => slots.indexOf(at))).toEqual(Array.from({ length: 31 }, (_, day) => day));
  });

  it("puts the present moment into its day", () => {
    const now = new Date("2026-11-04T13:37:00Z");
    const slots = slotsOf([november(1), november(2), november(3), now], "Europe/Berlin");

    expect(slots.indexOf(now)).toBe(3);
  });

  it("knows hours, weeks and months", () => {
    const hours = [0, 1, 3].map((hour) => new Date(Date.UTC(2026, 10, 1, hour - 1)));
    expect(labels(hours)).toEqual(["1 Nov", "01:00", "02:00", "03:00"]);
    expect(labels([november(2), november(9), november(16)])).toEqual(["2 Nov", "9 Nov", "16 Nov"]);
    const months = [1, 2, 4].map((month) => new Date(Date.UTC(2026, month - 1, 1)));
    expect(labels(months, "UTC")).toEqual(["Jan 26", "Feb 26", "Mar 26", "Apr 26"]);
  });

  it("never makes more columns than can be told apart", () => {
    const twenty = Array.from({ length: 20 * 365 }, (_, day) => new Date(Date.UTC(2006, 0, day)));
    expect(slotsOf(twenty, "UTC").all.length).toBeLessThan(400);
  });

  it("is empty without instants", () => {
    expect(labels([])).toEqual([]);
  });
});

describe("labelledSlots", () => {
  it("labels the first and evenly on", () => {
    const slots = slotsOf(
      Array.from({ length: 31 }, (_, day) => november(day + 1)),
      "Europe/Berlin",
    );
    expect(slots.all.map((_, index) => index).filter(labelledSlots(slots, 6))).toEqual([0, 7, 14, 21, 28]);
  });
});
