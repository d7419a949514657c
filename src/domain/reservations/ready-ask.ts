import { refuse } from "../errors.ts";
import type { World } from "../context.ts";
import { costOf, isCountable } from "../meters/cost.ts";
import { COST } from "../meters/meter.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { requireAccelerator } from "../rates/accelerator.ts";
import { countedBy, ratingOf } from "../rates/rating.ts";
import type { Ask, Wanted } from "./decision.ts";
import { merged, mergedRated } from "./merged-asks.ts";
import type { RatedAsk, ReadyAsk } from "./operation.ts";

type Asking = Pick<World, "configuration" | "now">;

/**
 * Adds up each meter of an ask as it counts now, at its accelerator's rate and by the factor of the time, and what it
 * costs. Refuses with `meter-unknown`, `accelerator-unknown` and `amount-invalid`.
 */
export function readyAsk(asking: Asking, ask: Ask): ReadyAsk {
  const { meters } = asking.configuration;
  const wanted = mergedRated(ask.wanted.map((one) => asked(asking, one)));
  const cost = wanted.reduce(
    (sum, { meter, amount, most }) => {
      const priced = meters.find(({ name }) => name === meter);
      return priced ? { amount: sum.amount + costOf(priced, amount), most: sum.most + costOf(priced, most) } : sum;
    },
    { amount: 0n, most: 0n },
  );
  const isFree = cost.amount === 0n && cost.most === 0n;
  return { ask, wanted, cost, all: isFree ? wanted : merged([...wanted, { meter: COST, ...cost }]) };
}

function asked(asking: Asking, { meter: name, amount: raw, most: rawMost = raw, accelerator }: Wanted): RatedAsk {
  const { configuration, now } = asking;
  const meter = requireMeterNamed(configuration.meters, name);
  const largerRaw = rawMost > raw ? rawMost : raw;
  requireCountable(meter, largerRaw);
  const rating = ratingOf(configuration, {
    meter: name,
    accelerator: accelerator === undefined ? undefined : requireAccelerator(configuration, accelerator),
    at: now,
  });
  const [amount, most] = [countedBy(rating, raw), countedBy(rating, largerRaw)];
  requireCountable(meter, amount);
  requireCountable(meter, most);
  return { meter: name, amount, most, raw, accelerator: rating.accelerator?.name ?? null };
}

/** The meter of exactly that name. */
export function requireMeterNamed(meters: readonly Meter[], name: string): Meter {
  const meter = meters.find((one) => one.name === name);
  return meter ?? refuse({ kind: "meter-unknown", typed: name, known: meters.map((one) => one.name) });
}

/** Sums must keep within PostgreSQL's bigint. */
export function requireCountable(meter: Meter, units: Units): void {
  if (isCountable(meter, units)) return;
  const { name, label, decimals } = meter;
  refuse({ kind: "amount-invalid", typed: String(units), meter: name, label, because: "too-large", decimals });
}
