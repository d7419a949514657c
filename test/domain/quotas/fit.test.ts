import { describe, expect, it } from "vitest";
import { fitOf, tightest } from "../../../src/domain/quotas/fit.ts";
import type { LimitState } from "../../../src/domain/quotas/limit.ts";
import { remainders } from "../../../src/domain/quotas/grant-remainders.ts";
import { later, NOON } from "../../support/builders.ts";
import { aLimitState } from "../../support/limit-state.ts";

const RESET = later(1_000);

function aState(allowance: bigint | null, used: bigint, limit: Partial<LimitState["limit"]> = {}): LimitState {
  return aLimitState(allowance, { used, resetsAt: RESET, limit });
}

describe("fitOf", () => {
  it("lets pass what is exactly left, and no unit more (E3)", () => {
    expect(fitOf([aState(10n, 7n)], 3n)).toMatchObject({ fits: true });
    expect(fitOf([aState(10n, 7n)], 4n)).toMatchObject({ fits: false, fitsAt: RESET, never: false });
  });

  it("says that what is more than the limit itself never fits", () => {
    expect(fitOf([aState(10n, 0n)], 11n)).toMatchObject({ fits: false, fitsAt: null, never: true });
  });

  it("refuses with the limit that has the least room, and of equal ones the broadest", () => {
    const [day, month] = [aState(10n, 9n, { window: "day" }), aState(100n, 99n)];
    expect(fitOf([aState(10n, 5n), day, month], 6n).refusing[0]).toBe(month);
    expect(tightest([day, aState(3n, 3n), month])).toMatchObject({ allowance: 3n });
  });

  it("goes by grace for soft limits, and never refuses for others", () => {
    expect(fitOf([aState(10n, 10n, { model: "soft", gracePercent: 10 })], 1n)).toMatchObject({ fits: true });
    expect(fitOf([aState(10n, 11n, { model: "soft", gracePercent: 10 })], 1n)).toMatchObject({ fits: false });
    expect(fitOf([aState(10n, 99n, { model: "notify_only" }), aState(null, 99n)], 5n)).toMatchObject({ fits: true });
  });
});

function grant(id: string, priority: number, expiresAt: Date | null) {
  return { id, priority, expiresAt, createdAt: NOON };
}

function given(id: string, amount: bigint) {
  return { kind: "grant" as const, id, amount, from: NOON, until: null, by: "Alice", reason: null };
}

describe("remainders", () => {
  it("burns grants in order of priority, end, creation (E5)", () => {
    const grants = [grant("b", 1, null), grant("a", 1, RESET), grant("c", 0, null)];
    const additions = [given("a", 10n), given("b", 10n), given("c", 5n)];
    const left = remainders([{ ...aState(0n, 12n), additions, allowance: 25n }], grants);
    expect(Object.fromEntries(left)).toEqual({ a: 3n, b: 10n, c: 0n });
  });
});
