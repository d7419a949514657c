import { describe, expect, it } from "vitest";
import { isLooser } from "../../../src/domain/quotas/strictness.ts";
import type { Binding } from "../../../src/domain/quotas/strictness.ts";

const hard = (amount: bigint | null): Binding => ({ amount, model: "hard", gracePercent: 0 });

describe("isLooser", () => {
  it.each<[Binding | undefined, Binding | undefined, boolean]>([
    [hard(6n), hard(5n), true],
    [hard(5n), hard(5n), false],
    [hard(null), hard(5n), true],
    [undefined, hard(5n), true],
    [hard(5n), undefined, false],
    [hard(null), hard(null), false],
    [{ ...hard(1n), model: "notify_only" }, hard(5n), true],
    [{ ...hard(5n), model: "soft", gracePercent: 20 }, hard(5n), true],
    [{ ...hard(5n), model: "soft", gracePercent: 20 }, hard(6n), false],
    [hard(5n), { ...hard(5n), model: "hard_safe" }, true],
    [{ ...hard(5n), model: "hard_safe" }, hard(5n), false],
  ])("%# compares what passes in the end", (one, other, looser) => {
    expect(isLooser(one, other)).toBe(looser);
  });
});
