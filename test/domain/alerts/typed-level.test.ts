import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { flipOf } from "../../../src/domain/alerts/explain-alert.ts";
import { readLevels } from "../../../src/domain/alerts/typed-level.ts";
import { wishedSpec } from "../../../src/domain/alerts/wished-spec.ts";
import type { AlertKind } from "../../../src/domain/alerts/kinds.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import { NOON } from "../../support/builders.ts";
import { hours } from "../../support/limited.ts";

const meter = requireMeter(builtInConfiguration(NOON), "gpu_hours");
const spec = (kind: AlertKind, at: string, more = {}) =>
  wishedSpec(kind, { levels: readLevels(at, "at"), meter, ...more });

const problem = (kind: string, because: string) =>
  expect.objectContaining({ problem: expect.objectContaining({ kind, because }) });

const level = (name: string, percent: number) => ({
  name,
  severity: "warning" as const,
  percent,
  at: hours(4 * percent),
  clearAt: hours(4 * percent - 8),
});

describe("readLevels", () => {
  it("reads shares, amounts, and what is left", () => {
    expect(readLevels("80, 95 %, 100", "at").map(({ number, isPercent }) => [number, isPercent])).toEqual([
      ["80", false],
      ["95", true],
      ["100", false],
    ]);
    expect(readLevels("50 GPU hours left", "at")).toEqual([
      { typed: "50 GPU hours left", number: "50", isPercent: false, unit: "GPU hours", isLeft: true },
    ]);
    expect(readLevels("20 % left and 10 % left", "at").map(({ number }) => number)).toEqual(["20", "10"]);
  });

  it.each([
    ["", "none"],
    [" , ", "none"],
    ["much", "unreadable"],
    ["-5", "unreadable"],
    ["NaN", "unreadable"],
    ["80 % GPU hours", "unreadable"],
    ["95, 80", "out-of-order"],
    ["10 left, 20 left", "out-of-order"],
    ["80, 80.0", "repeated"],
    ["1001 %", "beyond-cap"],
    ["0", "not-positive"],
    [Array.from({ length: 21 }, (_, index) => index + 1).join(","), "too-many"],
  ])("refuses %j: %s", (typed, because) => {
    expect(() => readLevels(typed, "at")).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({ kind: "alert-levels-invalid", because, field: "at" }),
      }),
    );
  });

  it("compares levels of one sort only, exactly", () => {
    expect(readLevels("80, 50 GPU hours left, 95", "at")).toHaveLength(3);
    expect(readLevels("99.9999999, 99.99999991", "at")).toHaveLength(2);
  });
});

describe("wishedSpec", () => {
  it("takes a bare number for a share of the limit, and a number with its unit for an amount", () => {
    expect(spec("quota", "80, 500 GPU hours, 100")).toEqual({
      thresholds: [
        { of: "used", percent: 80, severity: "warning" },
        { of: "used", amount: String(hours(500)), severity: "warning" },
        { of: "used", percent: 100, severity: "critical" },
      ],
    });
    expect(spec("overage", "0 GPU hours left")).toEqual({
      thresholds: [{ of: "left", amount: "0", severity: "critical" }],
    });
  });

  it("takes counts and shares of failing jobs, a score, a share that is used of what is held", () => {
    expect(spec("failures", "5, 40 %", { overMs: 7_200_000 })).toEqual({ hours: 2, least: 5, percent: 40 });
    expect(spec("unusual", "4.5")).toEqual({ score: 4.5 });
    expect(spec("idle", "10")).toEqual({ percent: 10 });
    expect(spec("usage", "100 gpu_hours")).toEqual({ hours: 1, thresholds: [{ amount: String(hours(100)) }] });
  });

  it("keeps what is not named", () => {
    expect(
      wishedSpec("failures", {
        meter: undefined,
        before: { least: 3, timing: { pendingFor: 5 } },
        timing: { grace: 7 },
      }),
    ).toEqual({ least: 3, timing: { pendingFor: 5, grace: 7 } });
  });

  it.each([
    ["quota", "2000", "beyond-cap"],
    ["usage", "80 %", "unfit"],
    ["failures", "2.5", "unfit"],
    ["failures", "101 %", "beyond-cap"],
    ["idle", "3 GPU hours", "unfit"],
    ["stale", "5", "unfit"],
    ["deliveries", "5 left", "unfit"],
  ] as const)("refuses %s from %s: %s", (kind, at, because) => {
    expect(() => spec(kind, at)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ kind: "alert-levels-invalid", because }) }),
    );
  });

  it("looks back an hour, or as long as is said, and no longer than hours are kept", () => {
    expect(spec("usage", "5 GPU hours")).toMatchObject({ hours: 1 });
    expect(spec("usage", "5 GPU hours", { overMs: 6 * 3_600_000 })).toMatchObject({ hours: 6 });
    expect(() => spec("usage", "5 GPU hours", { overMs: 60 * 86_400_000 })).toThrow(
      expect.objectContaining({ problem: { kind: "alert-span-too-long", days: 31, field: "over" } }),
    );
  });

  it("refuses amounts of no meter, of another unit, and beyond what can be counted", () => {
    expect(() => spec("quota", "5 GPU hours", { meter: undefined })).toThrow(
      problem("alert-levels-invalid", "needs-meter"),
    );
    expect(() => spec("quota", "5 GB")).toThrow(problem("amount-invalid", "wrong-unit"));
    expect(() => spec("quota", "999999999999999999 GPU hours")).toThrow(problem("amount-invalid", "too-large"));
  });
});

describe("flipOf", () => {
  const alert = {
    phase: "firing" as const,
    levels: [level("80 %", 80), level("95 %", 95)],
    level: 0,
    value: hours(330),
    limit: hours(400),
  };

  it("names below what it ends, from which limit on, and what reaches the next level", () => {
    const { below, limit, next } = flipOf(alert);
    expect(below).toBe(hours(312));
    expect(next).toEqual({ name: "95 %", more: hours(50) });
    // At that limit the value is just below 78 % of it; one unit less would not do.
    expect(alert.value * 100n < (limit ?? 0n) * 78n).toBe(true);
    expect(alert.value * 100n < ((limit ?? 0n) - 1n) * 78n).toBe(false);
  });

  it("has nothing to say of what is over", () => {
    expect(flipOf({ ...alert, phase: "resolved" })).toEqual({});
  });
});
