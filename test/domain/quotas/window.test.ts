import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { windowAt, previousWindow } from "../../../src/domain/quotas/window-at.ts";
import type { Calendar } from "../../../src/domain/quotas/window-at.ts";
import { broadest, warnNested } from "../../../src/domain/quotas/window-breadth.ts";
import { windowName, windowWords } from "../../../src/domain/quotas/window-name.ts";
import { parseWindow, printWindow } from "../../../src/domain/quotas/window.ts";
import { distinctZones } from "../../support/zones.ts";

const at = (text: string) => new Date(text);
const HOUR = 3_600_000;
const utc: Calendar = { timeZone: "UTC", weekStartsOn: "monday" };
const berlin: Calendar = { timeZone: "Europe/Berlin", weekStartsOn: "monday" };

const spanOf = (window: string, instant: string, calendar: Calendar) => {
  const { startsAt, endsAt } = windowAt(window, at(instant), calendar);
  return [startsAt.toISOString(), endsAt?.toISOString() ?? null];
};

describe("parseWindow", () => {
  it.each([
    ["day", "day"],
    ["Daily", "day"],
    ["per month", "month"],
    ["a month", "month"],
    ["monthly", "month"],
    ["each quarter", "quarter"],
    ["yearly", "year"],
    ["hour", "hour"],
    ["24h", "rolling:24h"],
    ["rolling:24h", "rolling:24h"],
    ["rolling:1d", "rolling:24h"],
    ["rolling 7 days", "rolling:7d"],
    ["last 7 days", "rolling:7d"],
    ["rolling:36h", "rolling:36h"],
    ["1w", "rolling:7d"],
    ["lifetime", "lifetime"],
    ["total", "lifetime"],
    ["now", "now"],
    ["at once", "now"],
    ["anchored:month:2026-01-31", "anchored:month:2026-01-31"],
    ["monthly from 2026-01-31", "anchored:month:2026-01-31"],
  ])("reads %s as %s", (typed, printed) => {
    const window = parseWindow(typed);
    expect(window && printWindow(window)).toBe(printed);
    expect(parseWindow(printed)).toEqual(window);
  });

  it.each([
    "",
    "fortnight",
    "rolling:0h",
    "rolling:9999d",
    "anchored:month:2026-02-30",
    "anchored:hour:2026-01-01",
    "toString",
  ])("knows no window %s", (typed) => {
    expect(parseWindow(typed)).toBeUndefined();
  });
});

const before = (window: string) =>
  previousWindow(window, windowAt(window, at("2026-11-21T12:00:00Z"), berlin).startsAt, berlin);

describe("windowAt", () => {
  it.each([
    ["day", "2026-11-21T12:00:00Z", "2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z"],
    ["week", "2026-11-21T12:00:00Z", "2026-11-16T00:00:00.000Z", "2026-11-23T00:00:00.000Z"],
    ["month", "2026-11-21T12:00:00Z", "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["quarter", "2026-11-21T12:00:00Z", "2026-10-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
    ["year", "2026-11-21T12:00:00Z", "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
    ["hour", "2026-11-21T12:34:56Z", "2026-11-21T12:00:00.000Z", "2026-11-21T13:00:00.000Z"],
    ["lifetime", "2026-11-21T12:00:00Z", "1970-01-01T00:00:00.000Z", null],
    ["now", "2026-11-21T12:00:00Z", "1970-01-01T00:00:00.000Z", null],
  ])("cuts a %s in UTC", (window, instant, startsAt, endsAt) => {
    expect(spanOf(window, instant, utc)).toEqual([startsAt, endsAt]);
  });

  it("begins the week on the day that is set", () => {
    expect(spanOf("week", "2026-11-21T12:00:00Z", { ...utc, weekStartsOn: "sunday" })[0]).toBe(
      "2026-11-15T00:00:00.000Z",
    );
  });

  it("gives an instant on the boundary to the window that begins there", () => {
    expect(spanOf("month", "2026-12-01T00:00:00.000Z", utc)[0]).toBe("2026-12-01T00:00:00.000Z");
    expect(spanOf("month", "2026-11-30T23:59:59.999Z", utc)[0]).toBe("2026-11-01T00:00:00.000Z");
    expect(spanOf("day", "2026-11-20T23:00:00.000Z", berlin)[0]).toBe("2026-11-20T23:00:00.000Z");
  });

  it.each([
    ["2026-03-29T12:00:00Z", 23],
    ["2026-10-25T12:00:00Z", 25],
    ["2026-11-21T12:00:00Z", 24],
  ])("knows that the day of %s in Berlin has %d hours", (instant, hours) => {
    const { startsAt, endsAt } = windowAt("day", at(instant), berlin);
    expect(((endsAt?.getTime() ?? 0) - startsAt.getTime()) / HOUR).toBe(hours);
  });

  it("begins a day that has no midnight with its first instant", () => {
    expect(spanOf("day", "2018-11-04T12:00:00Z", { ...utc, timeZone: "America/Sao_Paulo" })).toEqual([
      "2018-11-04T03:00:00.000Z",
      "2018-11-05T02:00:00.000Z",
    ]);
  });

  it("cuts an anchored month to the month's end and does not drift", () => {
    const starts = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"].map(
      (day) => spanOf("anchored:month:2026-01-31", `${day}T12:00:00Z`, utc)[0],
    );
    expect(starts).toEqual([
      "2026-01-31T00:00:00.000Z",
      "2026-02-28T00:00:00.000Z",
      "2026-03-31T00:00:00.000Z",
      "2026-04-30T00:00:00.000Z",
    ]);
    expect(spanOf("anchored:year:2024-02-29", "2026-03-01T00:00:00Z", utc)).toEqual([
      "2026-02-28T00:00:00.000Z",
      "2027-02-28T00:00:00.000Z",
    ]);
    expect(spanOf("anchored:month:2026-01-31", "2025-12-15T00:00:00Z", utc)[0]).toBe("2025-11-30T00:00:00.000Z");
  });

  it("lets a rolling window begin at the full hour at or before, so that no span of its length escapes", () => {
    expect(spanOf("rolling:24h", "2026-11-21T12:34:00Z", utc)).toEqual([
      "2026-11-20T12:00:00.000Z",
      "2026-11-21T13:00:00.000Z",
    ]);
    expect(spanOf("rolling:24h", "2026-11-21T12:00:00Z", utc)[0]).toBe("2026-11-20T12:00:00.000Z");
    expect(spanOf("rolling:24h", "2026-11-20T12:30:00Z", utc)[0]).toBe("2026-11-19T12:00:00.000Z");
  });

  it("knows which window came before", () => {
    expect(before("month")?.startsAt.toISOString()).toBe("2026-09-30T22:00:00.000Z");
    expect(before("rolling:24h")).toBeNull();
    expect(before("lifetime")).toBeNull();
  });
});

/** The windows at either end reach into the years before and after. */
const MONTHS = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, "0"));
const zones = distinctZones(2004, 2038);
const kinds = ["day", "week", "month", "quarter", "year", "anchored:month:2026-01-31", "anchored:week:2026-01-07"];

describe("windowAt in every zone over thirty years", () => {
  it("R-39 tiles time: each window begins where the one before ends, with a local day, as Intl reads it, too", () => {
    expect(zones.length).toBeGreaterThan(150);
    for (const timeZone of zones) {
      const [from, until] = ["2006-01-10T00:00:00Z", "2036-02-01T00:00:00Z"];
      tile("anchored:month:2026-01-31", timeZone, from, until);
      requireMonths(tile("month", timeZone, from, until), timeZone, MONTHS);
      requireMonths(tile("quarter", timeZone, from, until), timeZone, ["01", "04", "07", "10"]);
      requireMonths(tile("year", timeZone, from, until), timeZone, ["01"]);
      for (const change of changesOfClock(timeZone)) {
        const around = (days: number) => new Date(change + days * 24 * HOUR).toISOString();
        tile("day", timeZone, around(-2), around(2));
        tile("week", timeZone, around(-1), around(7));
      }
    }
  }, 240_000);

  it("holds the instant that it was asked for", () => {
    const instants = fc.date({ min: at("2006-01-01T00:00:00Z"), max: at("2036-01-01T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom(...kinds), instants, (timeZone, window, instant) => {
        const { startsAt, endsAt } = windowAt(window, instant, { timeZone, weekStartsOn: "monday" });
        expect(startsAt.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(endsAt?.getTime()).toBeGreaterThan(instant.getTime());
      }),
      { numRuns: 3_000 },
    );
  }, 120_000);
});

/** Where Intl's calendar, which is not Temporal's, does not begin a month of one of these numbers, and end another. */
function requireMonths(starts: readonly Date[], timeZone: string, numbers: readonly string[]): void {
  const clock = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  for (const startsAt of starts) {
    const [year, month = "", day] = clock.format(startsAt).split("-");
    const isFirst = day === "01" && numbers.includes(month);
    if (!isFirst || clock.format(startsAt.getTime() - 1).startsWith(`${year}-${month}`))
      throw new Error(`${startsAt.toISOString()} begins no month in ${timeZone}`);
  }
}

/** Every instant in the thirty years at which the zone's clocks were, or will be, put forward or back. */
function changesOfClock(timeZone: string): readonly number[] {
  const changes: number[] = [];
  let clock = Temporal.Instant.from("2006-01-01T00:00:00Z").toZonedDateTimeISO(timeZone).getTimeZoneTransition("next");
  while (clock && clock.year < 2036) {
    changes.push(clock.epochMilliseconds);
    clock = clock.getTimeZoneTransition("next");
  }
  return changes;
}

/** Walks from window to window; where each began. */
function tile(window: string, timeZone: string, from: string, until: string): readonly Date[] {
  const starts: Date[] = [];
  const calendar: Calendar = { timeZone, weekStartsOn: "monday" };
  let span = windowAt(window, at(from), calendar);
  while (span.startsAt < at(until)) {
    const { startsAt, endsAt } = span;
    if (!endsAt || endsAt <= startsAt)
      throw new Error(`${window} in ${timeZone} does not end: ${startsAt.toISOString()}`);
    const last = windowAt(window, new Date(endsAt.getTime() - 1), calendar);
    const next = windowAt(window, endsAt, calendar);
    const isFirstOfDay = startOfLocalDay(startsAt, timeZone) === startsAt.getTime();
    if (last.startsAt.getTime() !== startsAt.getTime() || next.startsAt.getTime() !== endsAt.getTime() || !isFirstOfDay)
      throw new Error(`${window} in ${timeZone} breaks at ${startsAt.toISOString()} to ${endsAt.toISOString()}`);
    starts.push(startsAt);
    span = next;
  }
  return starts;
}

function startOfLocalDay(instant: Date, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).startOfDay()
    .epochMilliseconds;
}

describe("windowName", () => {
  const now = at("2026-11-21T12:00:00Z");
  const nameAt = (window: string, instant: string) =>
    windowName(window, windowAt(window, at(instant), berlin).startsAt, { timeZone: berlin.timeZone, now });

  it.each([
    ["month", "2026-11-21T12:00:00Z", "November"],
    ["month", "2025-11-21T12:00:00Z", "November 2025"],
    ["week", "2026-11-21T12:00:00Z", "week of Mon 16 Nov"],
    ["day", "2026-11-21T12:00:00Z", "today"],
    ["day", "2026-11-20T12:00:00Z", "Fri 20 Nov"],
    ["quarter", "2026-11-21T12:00:00Z", "Q4"],
    ["year", "2026-11-21T12:00:00Z", "2026"],
    ["rolling:24h", "2026-11-21T12:00:00Z", "the last 24 hours"],
    ["rolling:7d", "2026-11-21T12:00:00Z", "the last 7 days"],
    ["anchored:month:2026-01-31", "2026-11-21T12:00:00Z", "the month from Sat 31 Oct"],
    ["lifetime", "2026-11-21T12:00:00Z", "in all"],
    ["now", "2026-11-21T12:00:00Z", "at once"],
  ])("calls a %s at %s %s", (window, instant, name) => {
    expect(nameAt(window, instant)).toBe(name);
  });

  it("says midnight as 00:00", () => {
    expect(nameAt("hour", "2026-11-20T23:10:00Z")).toBe("the hour from 00:00 on Sat 21 Nov");
  });

  it("says how often behind an amount", () => {
    expect(["month", "hour", "rolling:24h", "now"].map(windowWords)).toEqual([
      "a month",
      "an hour",
      "in any 24 hours",
      "at once",
    ]);
  });
});

const limit = (window: string, amount: bigint | null) => ({ meter: "gpu_hours", window, amount });
const of = (window: string) => ({ limit: { window } });

describe("nested windows", () => {
  it("warns of a broader window that allows no more than a narrower one", () => {
    const [day, month] = [limit("day", 10n), limit("month", 10n)];
    expect(warnNested([day, month])).toEqual([{ narrow: day, broad: month }]);
    expect(warnNested([day, limit("month", 11n)])).toEqual([]);
    expect(warnNested([day, limit("month", null)])).toEqual([]);
    expect(warnNested([limit("now", 10n), limit("month", 5n)])).toEqual([]);
  });

  it("reports the broadest that is exceeded", () => {
    expect(broadest([of("day"), of("lifetime"), of("month")])).toEqual(of("lifetime"));
    expect(broadest([])).toBeUndefined();
  });
});
