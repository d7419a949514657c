import type { Asked, RatedAsk, RatedUse } from "./operation.ts";

/** Each meter once, in the order in which they are first named. */
export function merged(wanted: readonly Asked[]): readonly Asked[] {
  return mergedBy(wanted, (one, other) => ({
    meter: one.meter,
    amount: one.amount + other.amount,
    most: one.most + other.most,
  }));
}

export function mergedRated(wanted: readonly RatedAsk[]): readonly RatedAsk[] {
  return mergedBy(wanted, (one, other) => ({ ...mergedUse(one, other), most: one.most + other.most }));
}

export function mergedUses(used: readonly RatedUse[]): readonly RatedUse[] {
  return mergedBy(used, mergedUse);
}

/** Of several accelerators none is named. */
function mergedUse(one: RatedUse, other: RatedUse): RatedUse {
  return {
    meter: one.meter,
    amount: one.amount + other.amount,
    raw: one.raw + other.raw,
    accelerator: one.accelerator === other.accelerator ? one.accelerator : null,
  };
}

function mergedBy<One extends { readonly meter: string }>(all: readonly One[], add: (one: One, other: One) => One) {
  if (all.length < 2) return all;
  const sums = new Map<string, One>();
  for (const one of all) {
    const sum = sums.get(one.meter);
    sums.set(one.meter, sum ? add(sum, one) : one);
  }
  return [...sums.values()];
}
