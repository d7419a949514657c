import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slotOf, slotsOf } from "../../../src/domain/usage/slots.ts";
import { windowAt } from "../../../src/domain/quotas/window-at.ts";

const QUARTER = 15 * 60_000;
const FROM = Date.UTC(2020, 0, 1);
const TO = Date.UTC(2045, 0, 1);

describe("slotOf", () => {
  it.each([
    ["UTC", "2026-11-21T12:00:00Z"],
    ["Europe/Berlin", "2026-11-21T12:00:00Z"],
    ["Asia/Kolkata", "2026-11-21T12:30:00Z"],
    ["Asia/Kathmandu", "2026-11-21T12:45:00Z"],
    ["Australia/Lord_Howe", "2026-11-21T12:00:00Z"],
    ["Australia/Lord_Howe", "2026-06-21T12:30:00Z"],
  ])("cuts time as finely as %s needs it", (timeZone, expected) => {
    const [date = ""] = expected.split("T");
    const slot = slotOf(Date.parse(`${date}T12:50:00Z`), timeZone);
    expect(new Date(slot).toISOString()).toBe(new Date(expected).toISOString());
  });

  it("never straddles the beginning of a local day or of an hour of UTC, in any zone", () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    fc.assert(
      fc.property(zones, fc.integer({ min: FROM, max: TO }), (timeZone, instant) => {
        const calendar = { timeZone, weekStartsOn: "monday" } as const;
        const { startsAt } = windowAt("day", new Date(instant), calendar);
        for (const at of [instant, startsAt.getTime(), startsAt.getTime() - 1]) {
          const slot = slotOf(at, timeZone);
          const day = windowAt("day", new Date(at), calendar).startsAt.getTime();
          expect(slot).toBeLessThanOrEqual(at);
          expect(slot).toBeGreaterThanOrEqual(day);
          expect(Math.floor(slot / 3_600_000)).toBe(Math.floor(at / 3_600_000));
          expect(slot % QUARTER).toBe(0);
        }
      }),
      { numRuns: 600 },
    );
  });
});

describe("slotsOf", () => {
  it("gives the start of every window for every slot", () => {
    const hour = Date.UTC(2026, 10, 21, 12);
    const { starts } = slotsOf([hour, hour - 86_400_000], ["month", "day"], {
      timeZone: "Europe/Berlin",
      weekStartsOn: "monday",
    });
    expect(starts.map((start) => start.toISOString())).toEqual([
      "2026-10-31T23:00:00.000Z",
      "2026-11-20T23:00:00.000Z",
      "2026-10-31T23:00:00.000Z",
      "2026-11-19T23:00:00.000Z",
    ]);
  });
});
