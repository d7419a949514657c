import { writeRate } from "../rates/rate.ts";
import { spanWords } from "../rates/span-words.ts";
import type { Configuration } from "./configuration.ts";

type Rated = Pick<Configuration, "accelerators" | "usageFactors">;

/** What counts otherwise than as reported, a line each; the order of factors is theirs in the file. */
export function rateSettings({ accelerators, usageFactors }: Rated): readonly (readonly [string, string])[] {
  return [
    ...accelerators.map(({ name, label, memory, rates }): [string, string] => {
      const each = Object.entries(rates).map(([meter, rate]) => `${meter} times ${writeRate(rate)}`);
      return [`accelerator ${name}`, [label, ...(memory ? [memory] : []), ...each].join(", ")];
    }),
    ...usageFactors.map((factor, index): [string, string] => {
      const { label, meter } = factor;
      return [
        `usage factor ${index + 1}`,
        `${label}, ${meter} times ${writeRate(factor.factor)}, ${spanWords(factor)}`,
      ];
    }),
  ];
}
