import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../../src/domain/configuration/read-configuration.ts";
import { changesBetween, settingsOf } from "../../../src/domain/configuration/settings.ts";
import type { Settings } from "../../../src/domain/configuration/settings.ts";
import { parseWindow } from "../../../src/domain/quotas/window.ts";
import { NOON } from "../../support/builders.ts";

const naming = { file: "quartermaster.yml", loadedAt: NOON };
const sample = readFileSync(new URL("../../../quartermaster.yml", import.meta.url), "utf8");

/** The sample with a piece cut out and something else put in. */
const mutilated = fc
  .record({
    from: fc.nat(sample.length),
    length: fc.nat(40),
    text: fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom("\n", "  ", "- ", ": ", "*a", "&a ", "<<: ", "{", "[", "'", "1e9", "null"),
    ),
  })
  .map(({ from, length, text }) => sample.slice(0, from) + text + sample.slice(from + length));

const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), mutilated);

function read(text: string): Settings {
  const result = readConfiguration(text, naming);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return settingsOf(result.configuration);
}

const holdsTogether = () =>
  fc.assert(
    fc.property(anyText, (text) => {
      const found = readConfiguration(text, naming);
      if (!found.ok)
        return (
          found.problems.length > 0 &&
          found.problems.every((line) => /^(?:quartermaster\.yml:\d+:\d+ |and \d)/u.test(line))
        );

      const { plans, defaultPlan, meters } = found.configuration;
      return (
        plans.some(({ name }) => name === defaultPlan) &&
        new Set(plans.map(({ name }) => name)).size === plans.length &&
        plans.every(({ limits }) =>
          limits.every(({ meter, window, amount, thresholds }) => {
            const kind = meters.find(({ name }) => name === meter)?.kind;
            const isGauge = parseWindow(window)?.kind === "now";
            return (kind === "gauge") === isGauge && (amount === null || amount >= 0n) && thresholds.length <= 20;
          }),
        )
      );
    }),
    { numRuns: 400 },
  );

describe("readConfiguration, of any text", () => {
  it("gives either a configuration that holds together or problems with their places", () => {
    expect(holdsTogether).not.toThrow();
  });

  it("says nothing changed between a file and itself, and something wherever limits differ", () => {
    expect(changesBetween(read(sample), read(sample))).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (amount) => {
        const changes = changesBetween(read(sample), read(sample.replace("storage: 10\n", `storage: ${amount}\n`)));
        return changes.length === (amount === 10 ? 0 : 1);
      }),
      { numRuns: 50 },
    );
  });
});
