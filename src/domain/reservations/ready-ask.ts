import { refuse } from "../errors.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { costOf, isCountable } from "../meters/cost.ts";
import { COST } from "../meters/meter.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { Ask, Wanted } from "./decision.ts";
import type { Asked, ReadyAsk } from "./operation.ts";

/** Adds up each meter of an ask, and what it costs. Refuses with `meter-unknown` and `amount-invalid`. */
export function readyAsk({ meters }: Pick<Configuration, "meters">, ask: Ask): ReadyAsk {
  const wanted = merged(ask.wanted.map((one) => asked(meters, one)));
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

function asked(meters: readonly Meter[], { meter: name, amount, most = amount }: Wanted): Asked {
  const meter = requireMeterNamed(meters, name);
  const larger = most > amount ? most : amount;
  requireCountable(meter, amount);
  requireCountable(meter, larger);
  return { meter: name, amount, most: larger };
}

/** The meter of exactly that name. */
export function requireMeterNamed(meters: readonly Meter[], name: string): Meter {
  const meter = meters.find((one) => one.name === name);
  return meter ?? refuse({ kind: "meter-unknown", typed: name, known: meters.map((one) => one.name) });
}

/** Sums must keep within PostgreSQL's bigint. */
export function requireCountable(meter: Meter, units: Units): void {
  if (isCountable(meter, units)) return;
  const { name, decimals } = meter;
  refuse({ kind: "amount-invalid", typed: String(units), meter: name, because: "too-large", decimals });
}

function merged(wanted: readonly Asked[]): readonly Asked[] {
  if (wanted.length < 2) return wanted;
  const sums = new Map<string, Asked>();
  for (const { meter, amount, most } of wanted) {
    const sum = sums.get(meter);
    sums.set(meter, { meter, amount: amount + (sum?.amount ?? 0n), most: most + (sum?.most ?? 0n) });
  }
  return [...sums.values()];
}
