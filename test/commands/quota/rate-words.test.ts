import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import {
  acceleratorWords,
  factorLines,
  factorsFooter,
  ratesLine,
  ratesOf,
} from "../../../src/commands/quota/rate-words.ts";
import { NOON } from "../../support/builders.ts";
import { h100, nights, t4 } from "../../support/rates.ts";

const plain = builtInConfiguration(NOON);
const gpu = requireMeter(plain, "gpu_hours");
const jobs = requireMeter(plain, "jobs");
const campaign = { ...nights, label: "Campaign", from: 0, to: 1_440, factor: 3_000 };
const NIGHT = new Date("2026-11-21T22:00:00Z");

describe("words about rates", () => {
  it("say what an hour counts, and what anything else does", () => {
    expect(acceleratorWords(h100, gpu)).toBe("H100 counts 2.5 GPU hours an hour");
    expect(acceleratorWords({ ...h100, rates: {} }, gpu)).toBe("H100 counts 1 GPU hour an hour");
    expect(acceleratorWords({ ...h100, rates: { jobs: 20_000 } }, jobs)).toBe("H100 counts each job 2 times");
  });

  it("say which factor holds now, first", () => {
    expect(factorLines({ usageFactors: [nights, campaign], timeZone: "UTC" }, gpu, NOON)).toEqual([
      "Campaign: GPU hours count 0.3 times (all day), now.",
      "Nights: GPU hours count half (20:00 to 06:00); not now.",
    ]);
  });

  it("say which factor gives way to another", () => {
    expect(factorLines({ usageFactors: [campaign, nights], timeZone: "UTC" }, gpu, NIGHT)).toEqual([
      "Nights: GPU hours count half (20:00 to 06:00), now.",
      "Campaign: GPU hours count 0.3 times (all day); not while Nights holds.",
    ]);
  });

  it("leave out what would be too much", () => {
    const usageFactors = Array.from({ length: 6 }, (_, index) => ({ ...nights, label: `Rule ${index + 1}` }));
    const lines = factorLines({ usageFactors, timeZone: "UTC" }, gpu, NOON);
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe("2 more factors hold at other times.");
  });

  it("are short below figures, and none where nothing is weighed", () => {
    const rated = {
      usageFactors: [{ ...nights, on: ["fri", "sat", "sun"] as const, factor: 20_000 }],
      timeZone: "UTC",
    };
    expect(factorsFooter(rated, [jobs, gpu])).toBe(
      " Nights: GPU hours count double (20:00 to 06:00, Fri, Sat and Sun).",
    );
    expect(factorsFooter(rated, [jobs])).toBe("");
  });

  it("list the rates of a meter, and those of an accelerator", () => {
    expect(ratesLine({ accelerators: [h100, t4] }, gpu)).toEqual([
      "GPU hours by accelerator: H100 2.5, T4 0.3333; others 1.",
    ]);
    expect(ratesLine({ accelerators: [h100] }, jobs)).toEqual([]);
    expect(ratesOf(h100, [jobs, gpu])).toBe("counts 2.5 GPU hours an hour");
    expect(ratesOf({ ...h100, rates: {} }, [jobs, gpu])).toBe("counts as any other");
  });
});
