import { describe, expect, it } from "vitest";
import { readEnd } from "../../../src/commands/args/until.ts";

/** A Saturday. */
const now = new Date("2026-11-21T12:00:00.000Z");

function inParis(typed: string): string | undefined {
  return readEnd(typed, { now, timeZone: "Europe/Paris" })?.toISOString().slice(0, 16);
}

describe("readEnd", () => {
  it.each([
    ["friday", "2026-11-27T23:00"],
    ["until Friday", "2026-11-27T23:00"],
    ["saturday", "2026-11-21T23:00"],
    ["sun", "2026-11-22T23:00"],
    ["today", "2026-11-21T23:00"],
    ["tomorrow", "2026-11-22T23:00"],
    ["end of month", "2026-11-30T23:00"],
    ["2026-11-28", "2026-11-28T23:00"],
    ["2026-11-28 18:00", "2026-11-28T17:00"],
    ["2026-11-28T18:00", "2026-11-28T17:00"],
    ["2026-11-28T18:00:00.000Z", "2026-11-28T18:00"],
    ["friday 18:00", "2026-11-27T17:00"],
    ["18:00", "2026-11-21T17:00"],
    ["28 nov", "2026-11-28T23:00"],
    ["3 January", "2027-01-03T23:00"],
    ["28 November 2027", "2027-11-28T23:00"],
    ["3d", "2026-11-24T12:00"],
    ["in 2w", "2026-12-05T12:00"],
    // Clocks go forward on 28 March 2027: that day has 23 hours.
    ["2027-03-28", "2027-03-28T22:00"],
  ])("reads %s as %s", (typed, instant) => {
    expect(inParis(typed)).toBe(instant);
  });

  it.each(["someday", "2026-02-30", "31 feb", "25:00", "-3d", "0d", "2026-11-28T18:00:99Z", "f", "12 nonsense"])(
    "does not guess at %s",
    (typed) => {
      expect(inParis(typed)).toBeUndefined();
    },
  );
});
