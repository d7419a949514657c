import type { Context } from "../context.ts";
import { costOf } from "../meters/cost.ts";
import { COST } from "../meters/meter.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { fitOf } from "./fit.ts";
import type { Fit } from "./fit.ts";
import type { LimitState } from "./limit.ts";
import { showLimits } from "./show-limits.ts";
import type { CountedSubject } from "./subject.ts";

export interface QuotaChecked {
  readonly name: string;
  /** Of the meter itself and, where it has a price, of what it costs. */
  readonly checks: readonly Checked[];
  readonly fits: boolean;
}

export interface Checked {
  readonly meterName: string;
  readonly amount: Units;
  readonly fit: Fit;
  readonly states: readonly LimitState[];
}

interface Question {
  readonly subject: CountedSubject;
  readonly meter: Meter;
  readonly amount: Units;
}

/** Whether so much would start now, which limit says no, and when it would fit. Changes and reserves nothing. */
export async function checkQuota(context: Context, { subject, meter, amount }: Question): Promise<QuotaChecked> {
  const { name, states } = await showLimits(context, { subject });
  const cost = meter.price === undefined ? 0n : costOf(meter, amount);
  const wanted = [{ meterName: meter.name, amount }, ...(cost > 0n ? [{ meterName: COST, amount: cost }] : [])];
  const checks = wanted.map((one) => {
    const own = states.filter(({ limit }) => limit.meter === one.meterName);
    return { ...one, states: own, fit: fitOf(own, one.amount) };
  });
  return { name, checks, fits: checks.every(({ fit }) => fit.fits) };
}
