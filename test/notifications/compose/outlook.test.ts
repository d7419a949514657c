import { describe, expect, it } from "vitest";
import { outlookOf } from "../../../src/notifications/compose/outlook.ts";
import { builtInConfiguration, builtInMeters } from "../../../src/domain/configuration/built-in.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import type { LimitState } from "../../../src/domain/quotas/limit.ts";
import { DAY, NOON, later } from "../../support/builders.ts";

const meter = requireMeter({ meters: builtInMeters }, "gpu_hours");
const hours = (amount: number) => BigInt(amount) * 1_000_000n;
const november = { startsAt: new Date("2026-11-01T00:00:00Z"), resetsAt: new Date("2026-12-01T00:00:00Z") };
const context = { now: NOON, configuration: builtInConfiguration(NOON) };

function outlook({ daily, used, allowance }: { daily: readonly number[]; used: number; allowance: number | null }) {
  const days = daily.map((amount, index) => ({
    day: "",
    startsAt: later((index - daily.length) * DAY, new Date("2026-11-21T00:00:00Z")),
    amount: hours(amount),
    cost: 0n,
  }));
  // Safe: the outlook looks at nothing else.
  const limit = {
    ...november,
    used: hours(used),
    reserved: 0n,
    allowance: allowance === null ? null : hours(allowance),
  } as LimitState;
  return outlookOf(context, meter, { days, limit });
}

describe("outlookOf", () => {
  it("names the day on which the limit is reached, and between which days that is likely", () => {
    const found = outlook({ daily: [10, 14, 12, 20, 11, 12, 15], used: 318, allowance: 400 });

    expect(found?.line).toBe(
      "At this rate 400 is reached on Sat 28 Nov, in 6 days (between Fri 27 Nov and Sat 28 Nov).",
    );
    expect(found?.band?.at(-1)).toMatchObject({ at: november.resetsAt });
  });

  it("says what will have been used where the limit is not reached", () => {
    expect(outlook({ daily: [1, 2, 3, 2, 1, 2, 3], used: 40, allowance: 400 })?.line).toBe(
      "At this rate 59 GPU hours will be used by Tue 1 Dec (between 54.3 and 63.8).",
    );
  });

  it("says that it is reached already", () => {
    expect(outlook({ daily: [1, 1, 1], used: 400, allowance: 400 })?.line).toBe("The limit is reached.");
  });

  it("says nothing after fewer than three days", () => {
    expect(outlook({ daily: [10, 10], used: 20, allowance: 400 })).toBeUndefined();
  });
});
