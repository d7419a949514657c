import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../../src/commands/define.ts";
import { thresholds, typedThresholds } from "../../../src/commands/quota/thresholds.ts";

// Safe: nothing is looked up.
const context = {} as CommandContext;

async function read(typed: string) {
  const reading = thresholds.read(typed, "thresholds");
  return reading.ok ? reading.resolve(context) : reading.problem.kind;
}

describe("thresholds", () => {
  it.each([
    ["50,80,95,100", [50, 80, 95, 100]],
    ["50 %, 80 %", [50, 80]],
    ["1 1000", [1, 1000]],
    ["usual", []],
  ])("reads %s", async (typed, percents) => {
    expect(await read(typed)).toEqual(percents);
    expect(await read(typedThresholds(percents))).toEqual(percents);
  });

  it.each([
    "80,50",
    "50,50",
    "0",
    "1001",
    "50,",
    "fifty",
    "-5",
    "1.5",
    Array.from({ length: 21 }, (_, index) => index + 1).join(","),
  ])("refuses %s", async (typed) => {
    expect(await read(typed)).toBe("not-a-value");
  });
});
