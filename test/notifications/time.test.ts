import { describe, expect, it } from "vitest";
import { absolute, knownZone, relative } from "../../src/notifications/time.ts";

const now = new Date("2025-11-21T17:00:00Z");

describe("absolute", () => {
  it.each([
    ["2025-11-28T17:00:00Z", "Europe/Berlin", "Fri 28 Nov 18:00 CET"],
    ["2025-11-28T17:00:00Z", "America/New_York", "Fri 28 Nov 12:00 EST"],
    ["2025-11-28T17:00:00Z", "UTC", "Fri 28 Nov 17:00 UTC"],
    ["2025-11-28T17:00:00Z", "Asia/Kolkata", "Fri 28 Nov 22:30 GMT+5:30"],
    ["2025-07-01T22:30:00Z", "Europe/London", "Tue 1 Jul 23:30 BST"],
    ["2025-09-09T22:00:00Z", "Europe/Berlin", "Wed 10 Sep 00:00 CEST"],
    ["2026-01-01T00:00:00Z", "Europe/Berlin", "Thu 1 Jan 2026 01:00 CET"],
    ["2025-11-28T17:00:00Z", "Mars/Olympus", "Fri 28 Nov 17:00 UTC"],
  ])("tells %s in %s as %s", (time, zone, words) => {
    expect(absolute(new Date(time), zone, now)).toBe(words);
  });
});

describe("relative", () => {
  it.each([
    ["2025-11-28T17:00:00Z", "in 7 days"],
    ["2025-11-20T17:00:00Z", "1 day ago"],
    ["2025-11-21T20:00:00Z", "in 3 hours"],
    ["2025-11-21T16:58:00Z", "2 minutes ago"],
    ["2025-11-21T17:00:30Z", "now"],
  ])("tells %s as %s", (time, words) => {
    expect(relative(new Date(time), now)).toBe(words);
  });
});

describe("knownZone", () => {
  it("falls back to UTC", () => {
    expect([knownZone(undefined), knownZone("nowhere"), knownZone("Asia/Tokyo")]).toEqual(["UTC", "UTC", "Asia/Tokyo"]);
  });
});
