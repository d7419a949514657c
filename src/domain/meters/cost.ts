import { COST_DECIMALS, MOST_UNITS } from "./meter.ts";
import type { Meter, Units } from "./meter.ts";

type Priced = Pick<Meter, "decimals" | "price">;

const PRICE = /^(\d{1,12})(?:\.(\d{1,18}))?$/u;
const known = new Map<string, bigint | undefined>();

/** What a meter's smallest unit costs in billionths of the currency; undefined where it has no price. */
export function pricePerUnit({ decimals, price }: Priced): bigint | undefined {
  if (price === undefined) return undefined;
  const key = `${decimals}:${price}`;
  if (!known.has(key)) known.set(key, exactPrice(price, decimals));
  return known.get(key);
}

/** Whether a price is one that the smallest unit can be charged at without rounding. True where there is none. */
export function isPriceExact(meter: Priced): boolean {
  return meter.price === undefined || pricePerUnit(meter) !== undefined;
}

/** What an amount costs, in billionths of the currency; exact. 0 where the meter has no price. */
export function costOf(meter: Priced, units: Units): Units {
  return units * (pricePerUnit(meter) ?? 0n);
}

/** Whether one amount may be counted: neither it nor its cost is larger than what sums have room for. */
export function isCountable(meter: Priced, units: Units): boolean {
  const size = units < 0n ? -units : units;
  return size <= MOST_UNITS && costOf(meter, size) <= MOST_UNITS;
}

/** price × 10^9 / 10^decimals, if that is whole. */
function exactPrice(price: string, decimals: number): bigint | undefined {
  const match = PRICE.exec(price);
  if (!match) return undefined;
  const [, whole = "", fraction = ""] = match;
  const numerator = BigInt(whole + fraction) * 10n ** BigInt(COST_DECIMALS);
  const denominator = 10n ** BigInt(decimals + fraction.length);
  return numerator % denominator === 0n ? numerator / denominator : undefined;
}
