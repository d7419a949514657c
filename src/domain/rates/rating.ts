import type { Configuration } from "../configuration/configuration.ts";
import type { Units } from "../meters/meter.ts";
import { rateOf } from "./accelerator.ts";
import type { Accelerator } from "./accelerator.ts";
import { ONE, ratedAmount } from "./rate.ts";
import type { Rate } from "./rate.ts";
import { factorAt } from "./usage-factor.ts";
import type { UsageFactor } from "./usage-factor.ts";

/** By what an amount is counted. */
export interface Rating {
  readonly accelerator?: Accelerator;
  readonly factor?: UsageFactor;
  /** What it is multiplied by; none: it is counted as it is. */
  readonly rates: readonly Rate[];
}

interface Use {
  readonly meter: string;
  readonly accelerator?: Accelerator | undefined;
  /** When it is used. */
  readonly at: Date;
}

type Timed = Pick<Configuration, "usageFactors" | "timeZone">;

/** How use of a meter is counted: at its accelerator's rate and by the factor of its time. */
export function ratingOf({ usageFactors, timeZone }: Timed, { meter, accelerator, at }: Use): Rating {
  const factors = usageFactors.filter((one) => one.meter === meter);
  const factor = factorAt(factors, at.getTime(), timeZone);
  const rate = accelerator ? rateOf(accelerator, meter) : ONE;
  const rates = [rate, factor?.factor ?? ONE].filter((one) => one !== ONE);
  return { ...(accelerator && { accelerator }), ...(factor && { factor }), rates };
}

/** An amount as it is counted; exact but for one rounding to the smallest unit, half to even. */
export function countedBy({ rates }: Pick<Rating, "rates">, units: Units): Units {
  return rates.length === 0 ? units : ratedAmount(units, rates);
}

/** Whether anything is counted otherwise than as it was reported. */
export function hasRates({
  accelerators,
  usageFactors,
}: Pick<Configuration, "accelerators" | "usageFactors">): boolean {
  return accelerators.length > 0 || usageFactors.length > 0;
}
