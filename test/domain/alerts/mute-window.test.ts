import { describe, expect, it } from "vitest";
import { mutedUntil, parseMuteWindow, printMuteWindow } from "../../../src/domain/alerts/mute-window.ts";

const printed = (typed: string) => {
  const window = parseMuteWindow(typed);
  return window && printMuteWindow(window);
};

describe("parseMuteWindow", () => {
  it.each([
    ["weekdays 22:00-07:00", "weekdays 22:00-07:00"],
    ["sat sun", "weekends"],
    ["Saturday and Sunday", "weekends"],
    ["mon-fri 12-13", "weekdays 12:00-13:00"],
    ["fri - mon", "mon fri sat sun"],
    ["22:00-07:00", "daily 22:00-07:00"],
    ["daily 10pm to 7am", "daily 22:00-07:00"],
    ["every day 18:30 - 24:00", "daily 18:30-24:00"],
    ["tue, thu 9-10:30", "tue thu 09:00-10:30"],
    ["weekends and fri", "fri sat sun"],
  ])("reads %s", (typed, expected) => {
    expect(printed(typed)).toBe(expected);
    expect(printed(expected)).toBe(expected);
  });

  it.each(["", "someday", "mon 25:00-26:00", "mon 9:00", "9:00-9:00", "m", "mon-tue-wed", "weekdays 12-13 14-15"])(
    "refuses “%s”",
    (typed) => expect(parseMuteWindow(typed)).toBeUndefined(),
  );
});

const at = (text: string) => new Date(text);

const berlin = (windows: readonly string[], now: string) => mutedUntil(windows, at(now), "Europe/Berlin");

describe("mutedUntil", () => {
  it("counts what passes midnight to the day on which it began", () => {
    // Friday 20 Nov 2026 23:00 in Berlin, and Saturday 06:59.
    expect(berlin(["weekdays 22:00-07:00"], "2026-11-20T22:00:00Z")).toEqual(at("2026-11-21T06:00:00Z"));
    expect(berlin(["weekdays 22:00-07:00"], "2026-11-21T05:59:00Z")).toEqual(at("2026-11-21T06:00:00Z"));
    // Saturday and Sunday night.
    expect(berlin(["weekdays 22:00-07:00"], "2026-11-21T22:00:00Z")).toBeUndefined();
    expect(berlin(["weekdays 22:00-07:00"], "2026-11-23T05:00:00Z")).toBeUndefined();
  });

  it("ends exactly at its end and begins exactly at its beginning", () => {
    expect(berlin(["daily 22:00-07:00"], "2026-11-21T06:00:00Z")).toBeUndefined();
    expect(berlin(["daily 22:00-07:00"], "2026-11-21T20:59:59.999Z")).toBeUndefined();
    expect(berlin(["daily 22:00-07:00"], "2026-11-21T21:00:00Z")).toEqual(at("2026-11-22T06:00:00Z"));
  });

  it("takes windows that follow each other for one", () => {
    expect(berlin(["weekends", "weekdays 00:00-07:00"], "2026-11-21T12:00:00Z")).toEqual(at("2026-11-23T06:00:00Z"));
  });

  it("lasts an hour less when clocks go forward and an hour more when they go back", () => {
    // 29 Mar 2026 02:00 → 03:00, 25 Oct 2026 03:00 → 02:00.
    expect(berlin(["daily 22:00-07:00"], "2026-03-28T21:00:00Z")).toEqual(at("2026-03-29T05:00:00Z"));
    expect(berlin(["daily 22:00-07:00"], "2026-10-24T20:00:00Z")).toEqual(at("2026-10-25T06:00:00Z"));
  });

  it("has an end that the wall never shows, or shows twice", () => {
    expect(berlin(["daily 22:00-02:30"], "2026-03-28T22:00:00Z")).toEqual(at("2026-03-29T01:30:00Z"));
    expect(berlin(["daily 22:00-02:30"], "2026-10-25T00:45:00Z")).toEqual(at("2026-10-25T01:30:00Z"));
  });

  it("does not run on for ever where every day is muted", () => {
    expect(berlin(["daily"], "2026-11-21T12:00:00Z")?.getTime()).toBeGreaterThan(at("2026-11-27T00:00:00Z").getTime());
  });
});
