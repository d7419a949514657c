import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { begun, lastBefore, nextAfter } from "../../../src/domain/scheduled-reports/schedule.ts";
import type { Schedule } from "../../../src/domain/scheduled-reports/schedule.ts";
import { parseSchedule, printSchedule } from "../../../src/domain/scheduled-reports/schedule-words.ts";

function schedule(words: string): Schedule {
  const parsed = parseSchedule(words);
  if (!parsed) throw new Error(`no schedule: ${words}`);
  return parsed;
}

describe("parseSchedule", () => {
  it.each([
    ["every monday 9:00", "every Monday at 09:00"],
    ["Every Monday at 9", "every Monday at 09:00"],
    ["mondays", "every Monday at 09:00"],
    ["weekdays 8:30", "on weekdays at 08:30"],
    ["mon-fri 7:00", "on weekdays at 07:00"],
    ["9am every weekday", "on weekdays at 09:00"],
    ["on weekends 10:00", "every Saturday and Sunday at 10:00"],
    ["daily at 18:00", "every day at 18:00"],
    ["every day at noon", "every day at 12:00"],
    ["18:00", "every day at 18:00"],
    ["weekly on tue and thu 17:15", "every Tuesday and Thursday at 17:15"],
    ["every mon, wed & fri 4 p.m.", "every Monday, Wednesday and Friday at 16:00"],
    ["first of the month 9:00", "on the 1st of each month at 09:00"],
    ["monthly", "on the 1st of each month at 09:00"],
    ["every month on the 15th", "on the 15th of each month at 09:00"],
    ["every month on 15", "on the 15th of each month at 09:00"],
    ["last day of the month 18:00", "on the last day of each month at 18:00"],
    ["the last friday of the month at 16:00", "on the last Friday of each month at 16:00"],
    ["second tuesday of each month", "on the 2nd Tuesday of each month at 09:00"],
    ["every 2 weeks on friday 16:00", "every 2 weeks on Friday at 16:00"],
    ["every other friday at 4pm", "every 2 weeks on Friday at 16:00"],
    ["fortnightly on monday", "every 2 weeks on Monday at 09:00"],
    ["midnight daily", "every day at 00:00"],
  ])("reads %s as %s", (typed, printed) => {
    expect(printSchedule(schedule(typed))).toBe(printed);
  });

  it.each([
    "",
    "every",
    "every blue moon",
    "every monday 25:00",
    "every monday 9:75",
    "every monday 13pm",
    "every 2 days",
    "every 0 weeks",
    "every 13 weeks",
    "32nd of the month",
    "fifth monday of the month",
    "every monday and",
    "every minute",
    "x".repeat(500),
  ])("does not guess what %j means", (typed) => {
    expect(parseSchedule(typed)).toBeUndefined();
  });
});

const at = fc.integer({ min: 0, max: 24 * 60 - 1 });
const day = fc.integer({ min: 1, max: 7 });
const days = fc.uniqueArray(day, { minLength: 1 }).map((list) => list.toSorted((one, other) => one - other));
const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ kind: fc.constant("week" as const), every: fc.integer({ min: 1, max: 12 }), days, at }),
  fc.record({
    kind: fc.constant("month-day" as const),
    day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant("last" as const)),
    at,
  }),
  fc.record({
    kind: fc.constant("month-weekday" as const),
    nth: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant("last" as const)),
    day,
    at,
  }),
);
const zones = fc.constantFrom(
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Casablanca",
);
const instants = fc.date({ min: new Date("2000-01-01"), max: new Date("2037-12-31"), noInvalidDate: true });

const local = (instant: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);

function isNamed(one: Schedule, there: Temporal.ZonedDateTime): boolean {
  switch (one.kind) {
    case "week":
      return one.days.includes(there.dayOfWeek);
    case "month-weekday":
      return one.day === there.dayOfWeek;
    case "month-day":
      return there.day === (one.day === "last" ? there.daysInMonth : Math.min(one.day, there.daysInMonth));
  }
}

describe("nextAfter", () => {
  it("gives every schedule's words back as the same schedule", () => {
    fc.assert(
      fc.property(schedules, (one) => {
        expect(parseSchedule(printSchedule(one))).toEqual(one);
      }),
    );
  });

  it("is later, on a day that the words name, at the time of day that they name where clocks show it", () => {
    fc.assert(
      fc.property(schedules, instants, zones, (one, instant, zone) => {
        const started = begun(one, instant, zone);
        const next = nextAfter(started, instant, zone);
        const there = local(next, zone);

        expect(next.getTime()).toBeGreaterThan(instant.getTime());
        expect(isNamed(one, there)).toBe(true);
        const wanted = there.toPlainDate().toZonedDateTime({
          timeZone: zone,
          plainTime: { hour: Math.floor(one.at / 60), minute: one.at % 60 },
        });
        expect(next.getTime()).toBe(wanted.epochMilliseconds);
        expect(lastBefore(started, new Date(next.getTime() + 1), zone)).toEqual(next);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [
      "what clocks skip comes at what they show instead",
      "daily at 2:30",
      "2026-03-29T00:00:00Z",
      "2026-03-29T01:30:00.000Z",
    ],
    ["the day after it is at the old time again", "daily at 2:30", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00.000Z"],
    [
      "what clocks show twice comes the first time",
      "daily at 2:30",
      "2026-10-25T00:00:00Z",
      "2026-10-25T00:30:00.000Z",
    ],
    ["and only then", "daily at 2:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00.000Z"],
    ["nine stays nine in summer", "every monday 9:00", "2026-07-01T00:00:00Z", "2026-07-06T07:00:00.000Z"],
    ["and in winter", "every monday 9:00", "2026-12-01T00:00:00Z", "2026-12-07T08:00:00.000Z"],
    [
      "the 31st of February is its last day",
      "31st of the month 9:00",
      "2028-02-01T00:00:00Z",
      "2028-02-29T08:00:00.000Z",
    ],
    ["just then is over", "every monday 9:00", "2026-12-07T08:00:00Z", "2026-12-14T08:00:00.000Z"],
  ])("%s", (_claim, words, from, next) => {
    expect(nextAfter(schedule(words), new Date(from), "Europe/Paris").toISOString()).toBe(next);
  });

  it("skips a day that does not exist", () => {
    // Samoa had no 30 December 2011.
    const next = nextAfter(schedule("every friday 9:00"), new Date("2011-12-24T00:00:00Z"), "Pacific/Apia");
    expect(local(next, "Pacific/Apia").toPlainDate().toString()).toBe("2012-01-06");
  });

  it("counts weeks from the first that was posted in", () => {
    const started = begun(schedule("every 2 weeks on friday 16:00"), new Date("2026-11-22T12:00:00Z"), "UTC");
    const first = nextAfter(started, new Date("2026-11-22T12:00:00Z"), "UTC");
    const second = nextAfter(started, first, "UTC");

    expect([first, second].map((one) => one.toISOString().slice(0, 10))).toEqual(["2026-11-27", "2026-12-11"]);
  });
});
