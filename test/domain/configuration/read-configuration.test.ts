import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../src/domain/configuration/configuration.ts";
import { readConfiguration } from "../../../src/domain/configuration/read-configuration.ts";
import { NOON } from "../../support/builders.ts";

const naming = { file: "quartermaster.yml", loadedAt: NOON };
const sample = readFileSync(new URL("../../../quartermaster.yml", import.meta.url), "utf8");

function read(text: string): Configuration {
  const result = readConfiguration(text, naming);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.configuration;
}

function problems(text: string): readonly string[] {
  const result = readConfiguration(text, naming);
  return result.ok ? [] : result.problems;
}

/** One plan, the default, with these limits. */
const limiting = (limits: string) => `plans:\n  - name: free\n    default: true\n    limits:\n${limits}`;

describe("the sample that comes with the program", () => {
  it("has the plans of the vectors in their order, free being the default", () => {
    const { plans, defaultPlan } = read(sample);
    expect(plans.map(({ name }) => name)).toEqual(["free", "small", "large", "gpu"]);
    expect(defaultPlan).toBe("free");
  });

  it("has no mistake and nothing that looks like one", () => {
    expect(problems(sample)).toEqual([]);
    expect(read(sample).source.warnings).toBeUndefined();
  });

  it("prices GPU hours exactly", () => {
    expect(read(sample).meters.find(({ name }) => name === "gpu_hours")).toMatchObject({ price: "2.10", decimals: 6 });
  });
});

describe("readConfiguration", () => {
  it("takes an empty file for one that changes nothing", () => {
    expect(read("")).toMatchObject({ timeZone: "UTC", defaultPlan: "default" });
    expect(read("# nothing yet\n")).toMatchObject({ plans: [{ limits: [] }] });
  });

  it.each([
    ["      gpu_hours: 400 per month", { window: "month", amount: 400_000_000n, model: "hard" }],
    ["      gpu_hours: 0.000001 per day", { window: "day", amount: 1n }],
    ["      gpu_hours: 1,000.5 GPU hours a week", { window: "week", amount: 1_000_500_000n }],
    ["      gpu_hours: unlimited per month", { window: "month", amount: null }],
    ["      gpu_hours: none per month", { window: "month", amount: 0n }],
    ["      gpu_hours: { amount: 5, window: rolling 7 days }", { window: "rolling:7d", amount: 5_000_000n }],
    ["      gpu_hours: { amount: 5, window: monthly, model: soft, grace: 10 }", { model: "soft", gracePercent: 10 }],
    ["      gpu_hours: { amount: 5, window: month, thresholds: [100, 80 %] }", { thresholds: [80, 100] }],
    ["      gpu_hours: { amount: 5, window: month }", { thresholds: [50, 80, 95, 100] }],
    ["      storage: 10 GB", { window: "now", amount: 10_000n }],
    ['      jobs: { amount: 5, window: "anchored:month:2026-01-31" }', { window: "anchored:month:2026-01-31" }],
  ])("reads %s", (line, limit) => {
    expect(read(limiting(line)).plans[0]?.limits).toMatchObject([limit]);
  });

  it("reads several windows of one meter", () => {
    const { plans } = read(limiting("      jobs:\n        - 5 per day\n        - { amount: 100, window: month }"));
    expect(plans[0]?.limits.map(({ window, amount }) => [window, amount])).toEqual([
      ["day", 5n],
      ["month", 100n],
    ]);
  });

  it.each([
    ["time_zone: Mars/Base", "1:1 time_zone: should be a time zone, such as Europe/Berlin"],
    ["time_zone: '+01:00'", "1:1 time_zone: should be a time zone, such as Europe/Berlin"],
    ["currency: EURO", "1:1 currency: should be a currency, such as EUR"],
    ["currency: QQQ", "1:1 currency: should be a currency of ISO 4217, such as EUR"],
    ["week_starts_on: friday", "1:1 week_starts_on: should be monday or sunday"],
    ["keep_events_days: 3", "1:1 keep_events_days: should be a whole number from 7 to 3,650"],
    ["plan: []", "1:1 plan: is not known; did you mean plans?"],
    ["plans: []", "1:1 plans: should have at least one plan"],
    ["plans: [{name: a}]", "1:1 plans: should have one plan with default: true"],
    [
      "plans: [{name: A, default: true}]",
      "1:10 plans[0].name: should be a name of small letters and digits, such as small",
    ],
    [
      "plans: [{default: true}]",
      "1:9 plans[0].name: is missing; it should be a name of small letters and digits, such as small",
    ],
    ["plans: [{name: a, default: true}, {name: a}]", "1:36 plans[1].name: is the name of plans[0], too"],
    [
      "plans: [{name: a, default: true}, {name: b, default: yes}]",
      "1:45 plans[1].default: is true for a, too; there is one default plan",
    ],
    [limiting("      gpu_hour: 1 per day"), "5:7 plans[0].limits.gpu_hour: is not known; did you mean gpu_hours?"],
    [
      limiting("      gpu_hours: 1 per fortnight"),
      "5:7 plans[0].limits.gpu_hours.window: should be a window, such as day, week, month, quarter, year, lifetime, rolling 24h or rolling 7 days",
    ],
    [
      limiting("      gpu_hours: 5"),
      "5:7 plans[0].limits.gpu_hours.window: is missing; it should be a window, such as month",
    ],
    [
      limiting("      storage: 5 per month"),
      "5:7 plans[0].limits.storage.window: should be left out: storage is what is held at a time",
    ],
    [limiting("      jobs: 1.5 per day"), "5:7 plans[0].limits.jobs: should have at most 0 decimals"],
    [limiting("      jobs: -1 per day"), "5:7 plans[0].limits.jobs: should not be negative"],
    [limiting("      jobs: NaN per day"), "5:7 plans[0].limits.jobs: should be an amount in jobs, unlimited or none"],
    [
      limiting("      jobs: 1e30 per day"),
      "5:7 plans[0].limits.jobs: is too large; write unlimited where there is no limit",
    ],
    [limiting("      storage: 5 GPU hours"), "5:7 plans[0].limits.storage: should be in GB"],
    [
      limiting("      jobs: { amount: 1, window: day, thresholds: [80, 80] }"),
      "5:56 plans[0].limits.jobs.thresholds[1]: is there twice: 80",
    ],
    [
      limiting("      jobs: { amount: 1, window: day, grace: 5 }"),
      "5:39 plans[0].limits.jobs.grace: is for limits of the model soft only",
    ],
    [
      limiting("      jobs: [1 per day, 2 per day]"),
      "5:25 plans[0].limits.jobs[1].window: is that of the limit before, too: day",
    ],
    [
      "meters: {gpu_hours: {decimals: 3}}",
      "1:22 meters.gpu_hours.decimals: is 6 and can't be changed: what was counted is kept in that unit",
    ],
    [
      "meters: {storage: {price: 1}}",
      "1:20 meters.storage.price: can't be set: only what adds up over time has a price",
    ],
    ["meters: {cost: {price: 1}}", "1:17 meters.cost.price: can't be set: this meter is the sum of what others cost"],
    [
      "meters: {tokens: {kind: counter}}",
      "1:10 meters.tokens.unit: is missing; it should be what stands behind a number, such as licenses",
    ],
    [
      "meters: {tokens: {kind: counter, unit: tokens, decimals: 0, price: 0.5, label: GPU hours}}",
      "1:73 meters.tokens.label: is the label of gpu_hours, too",
    ],
    [
      "meters: {tokens: {kind: counter, unit: tokens, decimals: 9, price: 0.000000001}}",
      "1:61 meters.tokens.price: is too fine: with 9 decimals the smallest unit would cost less than a billionth",
    ],
    ["fair_share: {meter: storage}", "1:14 fair_share.meter: should be a meter that adds up over time"],
    ["__proto__: {a: 1}", "1:1 __proto__: is not known; there are "],
    ["- a", "1:1 should be settings by name"],
    ["a: [", "is not well-formed YAML"],
    ["currency: EUR\ncurrency: USD", "2:1 is not well-formed YAML: map keys must be unique"],
    ["currency: *euro", "is not well-formed YAML: unresolved alias"],
    ["currency: !!js/function 'x'", "is not well-formed YAML: unresolved tag"],
  ])("says what is wrong with %j, and where", (text, problem) => {
    expect(problems(text)).toEqual([expect.stringContaining(problem)]);
    expect(problems(text)[0]).toMatch(/^quartermaster\.yml:\d+:\d+ /u);
  });

  it("finds all that is wrong at once, in the order of the file", () => {
    const text = sample
      .replace("time_zone: UTC", "time_zone: Mars/Base")
      .replace("price: 2.10", "price: cheap")
      .replace("400 per month", "400 per fortnight")
      .replace("running_jobs: 50", "runing_jobs: 50");
    expect(problems(text).map((line) => line.split(": ")[0])).toEqual([
      "quartermaster.yml:8:1 time_zone",
      "quartermaster.yml:16:5 meters.gpu_hours.price",
      "quartermaster.yml:40:7 plans[1].limits.gpu_hours.window",
      "quartermaster.yml:54:7 plans[2].limits.runing_jobs",
    ]);
  });

  it("takes anchors and merge keys, and finds mistakes behind them", () => {
    const text =
      "plans:\n  - &base\n    name: a\n    default: true\n    limits: { jobs: 1 per day }\n  - <<: *base\n    name: b\n    default: false\n";
    expect(read(text).plans.map(({ name, limits }) => [name, limits.length])).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
    expect(problems(text.replace("1 per day", "x per day"))).toEqual([
      expect.stringMatching(/^quartermaster\.yml:5:15 plans\[0\]\.limits\.jobs: /u),
      expect.stringMatching(/^quartermaster\.yml:5:15 plans\[1\]\.limits\.jobs: /u),
    ]);
  });

  it("is not brought down by aliases of aliases, nesting or sheer length", () => {
    const letters = [..."abcdefghi"];
    const laughs = letters.map((letter, at) =>
      at === 0
        ? "a: &a [x, x, x, x, x, x, x, x, x]"
        : `${letter}: &${letter} [${Array(9)
            .fill(`*${letters[at - 1]}`)
            .join(", ")}]`,
    );
    for (const text of [laughs.join("\n"), "[".repeat(50_000), "a: &a [*a]", "x".repeat(300_000)]) {
      const started = performance.now();
      expect(problems(text).length).toBeGreaterThan(0);
      expect(problems(text).length).toBeLessThan(32);
      expect(performance.now() - started).toBeLessThan(5_000);
    }
  });

  it("warns of a broader window that allows no more than a narrower one", () => {
    const { source } = read(limiting("      jobs: [10 per day, 10 per month]"));
    expect(source.warnings).toEqual([
      "quartermaster.yml:5:7 plans[0].limits.jobs: allows 10 jobs a day, and no more a month: the first never binds",
    ]);
  });

  it("counts cost in the currency of the file", () => {
    expect(read("currency: CHF").meters.find(({ name }) => name === "cost")).toMatchObject({
      unit: "CHF",
      decimals: 9,
    });
  });

  it("adds meters of its own", () => {
    const { meters } = read("meters: {solver_licenses: {kind: gauge, unit: licenses}}");
    expect(meters.at(-1)).toEqual({
      name: "solver_licenses",
      label: "Solver licenses",
      unit: "licenses",
      kind: "gauge",
      decimals: 0,
    });
  });
});
