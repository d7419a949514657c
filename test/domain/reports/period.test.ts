import { describe, expect, it } from "vitest";
import { readPeriod } from "../../../src/domain/reports/period.ts";

const berlin = { timeZone: "Europe/Berlin", weekStartsOn: "monday" } as const;
/** A Saturday. */
const now = new Date("2026-11-21T12:00:00Z");

const read = (typed: string, clock: Parameters<typeof readPeriod>[2] = berlin) => {
  const period = readPeriod(typed, now, clock);
  return period && `${period.from.toISOString()} ${period.to.toISOString()} ${period.label}`;
};

describe("readPeriod", () => {
  it.each([
    ["month", "2026-10-31T23:00:00.000Z 2026-11-30T23:00:00.000Z November 2026"],
    ["this month", "2026-10-31T23:00:00.000Z 2026-11-30T23:00:00.000Z November 2026"],
    ["last month", "2026-09-30T22:00:00.000Z 2026-10-31T23:00:00.000Z October 2026"],
    ["today", "2026-11-20T23:00:00.000Z 2026-11-21T23:00:00.000Z 21 Nov 2026"],
    ["yesterday", "2026-11-19T23:00:00.000Z 2026-11-20T23:00:00.000Z 20 Nov 2026"],
    ["week", "2026-11-15T23:00:00.000Z 2026-11-22T23:00:00.000Z the week of 16 Nov 2026"],
    ["last quarter", "2026-06-30T22:00:00.000Z 2026-09-30T22:00:00.000Z quarter 3 of 2026"],
    ["7d", "2026-11-14T23:00:00.000Z 2026-11-21T23:00:00.000Z the last 7 days"],
    ["2026", "2025-12-31T23:00:00.000Z 2026-12-31T23:00:00.000Z 2026"],
    ["2026-10", "2026-09-30T22:00:00.000Z 2026-10-31T23:00:00.000Z October 2026"],
    ["2026-10-25", "2026-10-24T22:00:00.000Z 2026-10-25T23:00:00.000Z 25 Oct 2026"],
    ["2026-10-01..2026-10-15", "2026-09-30T22:00:00.000Z 2026-10-15T22:00:00.000Z 1 Oct 2026 to 15 Oct 2026"],
  ])("takes %s", (typed, expected) => {
    expect(read(typed)).toBe(expected);
  });

  it("begins weeks on the day that the installation says", () => {
    expect(read("week", { timeZone: "UTC", weekStartsOn: "sunday" })).toBe(
      "2026-11-15T00:00:00.000Z 2026-11-22T00:00:00.000Z the week of 15 Nov 2026",
    );
  });

  it.each(["", "soon", "2026-13", "2026-02-30", "0d", "99999d", "2026-10-15..2026-10-01", "1000-01-01..2026-01-01"])(
    "does not take %j",
    (typed) => {
      expect(read(typed)).toBeUndefined();
    },
  );
});
