import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../src/domain/configuration/configuration.ts";
import { readConfiguration } from "../../../src/domain/configuration/read-configuration.ts";
import { changesBetween, settingsOf } from "../../../src/domain/configuration/settings.ts";
import { NOON } from "../../support/builders.ts";

const naming = { file: "quartermaster.yml", loadedAt: NOON };

function read(text: string): Configuration {
  const result = readConfiguration(text, naming);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.configuration;
}

function problems(text: string): readonly string[] {
  const result = readConfiguration(text, naming);
  return result.ok ? [] : result.problems;
}

const FILE = `accelerators:
  a100: { label: A100, memory: 80 GB, rates: { gpu_hours: 1 } }
  h100:
    rates: { gpu_hours: 2.5, cpu_hours: 0.3333 }
usage_factors:
  - label: Nights
    meter: gpu_hours
    between: 20:00-06:00
    on: [sun, sat]
    factor: 0.5
  - { label: Rush, meter: jobs, factor: 2 }
fair_share:
  entry_penalty: false
`;

describe("rates in the configuration", () => {
  it("are read exactly", () => {
    expect(read(FILE)).toMatchObject({
      accelerators: [
        { name: "a100", label: "A100", memory: "80 GB", rates: { gpu_hours: 10_000 } },
        { name: "h100", label: "H100", rates: { gpu_hours: 25_000, cpu_hours: 3_333 } },
      ],
      usageFactors: [
        { label: "Nights", meter: "gpu_hours", from: 1_200, to: 360, on: ["sat", "sun"], factor: 5_000 },
        { label: "Rush", from: 0, to: 1_440, on: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], factor: 20_000 },
      ],
      fairShare: { meter: "gpu_hours", halfLifeDays: 7, entryPenalty: false },
    });
  });

  it("are none, and the penalty holds, where the file says nothing", () => {
    expect(read("")).toMatchObject({ accelerators: [], usageFactors: [], fairShare: { entryPenalty: true } });
  });

  it("are among what a reload would change", () => {
    expect(changesBetween(settingsOf(read("")), settingsOf(read(FILE)))).toEqual([
      "fair share: gpu_hours, half-life 7 days → gpu_hours, half-life 7 days, what is reserved counts only once it is used",
      "accelerator a100: A100, 80 GB, gpu_hours times 1 (new)",
      "accelerator h100: H100, gpu_hours times 2.5, cpu_hours times 0.3333 (new)",
      "usage factor 1: Nights, gpu_hours times 0.5, 20:00 to 06:00, Sat and Sun (new)",
      "usage factor 2: Rush, jobs times 2, all day (new)",
    ]);
  });

  it.each([
    [
      "accelerators: { h100: { rates: { gpu_hours: 2.55555 } } }",
      "quartermaster.yml:1:34 accelerators.h100.rates.gpu_hours: should be a number with at most four decimals, such as 2.5",
    ],
    ["accelerators: { h100: { rates: { gpu_hours: -1 } } }", "should be a number with at most four decimals"],
    [
      "accelerators: { h100: { rates: { gpu_hours: 1001 } } }",
      "accelerators.h100.rates.gpu_hours: should be at most 1,000",
    ],
    [
      "accelerators: { h100: { rates: { gpu_hour: 2 } } }",
      "accelerators.h100.rates.gpu_hour: is not known; did you mean gpu_hours?",
    ],
    ["accelerators: { h100: { rates: { storage: 2 } } }", "should be a meter that adds up over time"],
    ["accelerators: { h100: { rates: { cost: 2 } } }", "can't be weighed: cost follows from what other meters count"],
    ["accelerators: { H100: { } }", "accelerators.H100: should be named in small letters and digits, such as h100"],
    ["accelerators: { gpu: { } }", "accelerators.gpu: means any of its kind, which counts 1; take another name"],
    ["accelerators: { h100: { }, h-100: { } }", "accelerators.h-100: is called like h100"],
    ["accelerators: { h100: { memry: 80 GB } }", "accelerators.h100.memry: is not known; did you mean memory?"],
    ["accelerators: [h100]", "accelerators: should be accelerators by name"],
    ["usage_factors: { nights: 1 }", "usage_factors: should be a list of usage factors"],
    [
      "usage_factors: [{ label: N, meter: gpu_hours }]",
      "usage_factors[0].factor: is missing; it should be a number with at most four decimals, such as 2.5",
    ],
    ["usage_factors: [{ label: N, meter: gpu_hours, factor: 0.00001 }]", "usage_factors[0].factor: should be a number"],
    ["usage_factors: [{ meter: gpu_hours, factor: 1 }]", "usage_factors[0].label: is missing"],
    ["usage_factors: [{ label: N, meter: gpu, factor: 1 }]", "usage_factors[0].meter: is not known"],
    [
      "usage_factors: [{ label: N, meter: seats, factor: 1 }]",
      "usage_factors[0].meter: should be a meter that adds up over time",
    ],
    [
      "usage_factors: [{ label: N, meter: jobs, factor: 1, between: 20:00 }]",
      "usage_factors[0].between: should be two times of day, such as 20:00-06:00",
    ],
    ["usage_factors: [{ label: N, meter: jobs, factor: 1, between: 25:00-06:00 }]", "should be two times of day"],
    ["usage_factors: [{ label: N, meter: jobs, factor: 1, between: 20:00-24:30 }]", "should be two times of day"],
    [
      "usage_factors: [{ label: N, meter: jobs, factor: 1, between: 20:00-20:00 }]",
      "should be two different times; leave it out for whole days",
    ],
    ["usage_factors: [{ label: N, meter: jobs, factor: 1, on: [] }]", "usage_factors[0].on: should have a day"],
    [
      "usage_factors: [{ label: N, meter: jobs, factor: 1, on: [saturday] }]",
      "usage_factors[0].on[0]: should be mon, tue, wed, thu, fri, sat or sun",
    ],
    ["fair_share: { entry_penalty: maybe }", "fair_share.entry_penalty: should be true or false"],
  ])("refuses %s", (text, says) => {
    expect(problems(text)).toEqual([expect.stringContaining(says)]);
  });
});
