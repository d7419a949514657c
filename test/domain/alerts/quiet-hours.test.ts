import { describe, expect, it } from "vitest";
import { nextTimeOfDay } from "../../../src/domain/alerts/day-span.ts";
import { parseQuietHours, printQuietHours, quietUntil } from "../../../src/domain/alerts/quiet-hours.ts";
import { distinctZones } from "../../support/zones.ts";

const at = (text: string) => new Date(text);
/** A night reaches into the years before and after. */
const zones = distinctZones(2025, 2028);

describe("quiet hours", () => {
  it.each([
    ["22:00-07:00", "22:00-07:00"],
    ["22-7", "22:00-07:00"],
    ["10pm to 6:30am", "22:00-06:30"],
    ["none", "none"],
    ["off", "none"],
  ])("reads %s", (typed, expected) => {
    const span = parseQuietHours(typed);
    expect(span && printQuietHours(span)).toBe(expected);
  });

  it.each(["", "22:00", "25-7", "7-7", "a-b"])("refuses “%s”", (typed) => {
    expect(parseQuietHours(typed)).toBeUndefined();
  });

  it("follows the clock on the reader's wall", () => {
    const night = { from: 22 * 60, until: 7 * 60 };
    const now = at("2026-11-21T14:00:00Z");
    expect(quietUntil(night, now, "Europe/Berlin")).toBeUndefined();
    expect(quietUntil(night, now, "Asia/Tokyo")).toEqual(at("2026-11-21T22:00:00Z"));
    expect(quietUntil({ from: 0, until: 0 }, now, "Asia/Tokyo")).toBeUndefined();
  });

  it("ends within a day of now in every zone, around every change of clocks", () => {
    const night = { from: 22 * 60, until: 7 * 60 };
    const wrong: string[] = [];
    for (const timeZone of zones) {
      for (const day of ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"]) {
        for (let hour = 0; hour < 24; hour++) {
          const now = new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000);
          const until = quietUntil(night, now, timeZone);
          if (until === undefined) continue;
          const hours = (until.getTime() - now.getTime()) / 3_600_000;
          if (hours <= 0 || hours > 10.5) wrong.push(`${hours} hours from ${now.toISOString()} in ${timeZone}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("nextTimeOfDay", () => {
  it("comes once each day of the reader's zone, also on days of 23 and 25 hours", () => {
    for (const [start, timeZone] of [
      ["2026-03-27T12:00:00Z", "Europe/Berlin"],
      ["2026-10-23T12:00:00Z", "Europe/Berlin"],
      ["2026-10-30T12:00:00Z", "America/New_York"],
    ] as const) {
      const days: string[] = [];
      let now = at(start);
      for (let count = 0; count < 5; count++) {
        now = nextTimeOfDay(8 * 60, now, timeZone);
        days.push(now.toLocaleDateString("en-CA", { timeZone }));
        expect(now.toLocaleTimeString("en-GB", { timeZone, timeStyle: "short" })).toBe("08:00");
      }
      expect(new Set(days).size).toBe(5);
    }
  });
});
