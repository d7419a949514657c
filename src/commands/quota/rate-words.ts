import type { Configuration } from "../../domain/configuration/configuration.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { singularOf } from "../../domain/meters/unit-words.ts";
import { rateOf } from "../../domain/rates/accelerator.ts";
import type { Accelerator } from "../../domain/rates/accelerator.ts";
import { writeRate } from "../../domain/rates/rate.ts";
import type { Rate } from "../../domain/rates/rate.ts";
import { spanWords } from "../../domain/rates/span-words.ts";
import { factorAt } from "../../domain/rates/usage-factor.ts";
import type { UsageFactor } from "../../domain/rates/usage-factor.ts";

/** "H100 counts 2.5 GPU hours an hour", "H100 counts each GB 2 times". */
export function acceleratorWords(accelerator: Accelerator, meter: Meter): string {
  const rate = writeRate(rateOf(accelerator, meter.name));
  const one = singularOf(meter.unit);
  if (!meter.unit.endsWith(" hours"))
    return `${accelerator.label} counts each ${one} ${rate === "1" ? "once" : `${rate} times`}`;
  return `${accelerator.label} counts ${rate} ${rate === "1" ? one : meter.unit} an hour`;
}

/** "Nights: GPU hours count half (20:00 to 06:00, Sat and Sun)". */
export function factorWords(factor: UsageFactor, { label }: Meter): string {
  return `${factor.label}: ${label} count ${timesWords(factor.factor)} (${spanWords(factor)})`;
}

const simple: Readonly<Record<string, string>> = { 0: "nothing", 0.5: "half", 1: "once", 2: "double" };

function timesWords(factor: Rate): string {
  const times = writeRate(factor);
  return simple[times] ?? `${times} times`;
}

type Rated = Pick<Configuration, "usageFactors" | "timeZone">;

/** Which factor is in force, and which there are at other times: a sentence each. */
export function factorLines({ usageFactors, timeZone }: Rated, meter: Meter, now: Date): readonly string[] {
  const own = usageFactors.filter((one) => one.meter === meter.name);
  const inForce = factorAt(own, now.getTime(), timeZone);
  return own.map((factor) => `${factorWords(factor, meter)}${factor === inForce ? ", now" : "; not now"}.`);
}

/** For the last line below figures: "Nights: GPU hours count half (20:00 to 06:00)."; empty where nothing is weighed. */
export function factorsFooter({ usageFactors }: Rated, meters: readonly Meter[]): string {
  return usageFactors
    .flatMap((factor) => {
      const meter = meters.find(({ name }) => name === factor.meter);
      return meter ? [` ${factorWords(factor, meter)}.`] : [];
    })
    .join("");
}

/** Every accelerator that has a rate for any of these, a sentence for each rate. */
export function acceleratorLines(
  { accelerators }: Pick<Configuration, "accelerators">,
  meters: readonly Meter[],
): readonly string[] {
  return accelerators.flatMap((accelerator) =>
    meters
      .filter(({ name }) => accelerator.rates[name] !== undefined)
      .map((meter) => `${acceleratorWords(accelerator, meter)}.`),
  );
}
