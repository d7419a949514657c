import type { Units } from "../meters/meter.ts";

/** What an amount is multiplied by before it is counted, in ten-thousandths: 25,000 is 2.5. */
export type Rate = number;

const PLACES = 4;
const SCALE = 10 ** PLACES;
export const ONE: Rate = SCALE;
const RATE = /^(\d{1,4})(?:\.(\d{1,4}))?$/u;

/** "2.5" as it is written in a file; undefined for more than four places, or for what is no decimal number. */
export function readRate(text: string): Rate | undefined {
  const [, whole, fraction = ""] = RATE.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole) * SCALE + Number(fraction.padEnd(PLACES, "0"));
}

/** "2.5", "0.3333", "1". */
export function writeRate(rate: Rate): string {
  return (rate / SCALE).toLocaleString("en-US", { maximumFractionDigits: PLACES });
}

/**
 * An amount at several rates at once: exact, and rounded only in the end, to the smallest unit, half to even. So what is
 * taken back is as large as what was counted.
 */
export function ratedAmount(units: Units, rates: readonly Rate[]): Units {
  const product = rates.reduce((sum, rate) => sum * BigInt(rate), units < 0n ? -units : units);
  const divisor = BigInt(SCALE) ** BigInt(rates.length);
  const rounded = halfToEven(product, divisor);
  return units < 0n ? -rounded : rounded;
}

/** The most that, at these rates, counts no more than so much; null where nothing would be counted at all. */
export function mostAtRates(units: Units, rates: readonly Rate[]): Units | null {
  const divisor = rates.reduce((product, rate) => product * BigInt(rate), 1n);
  return divisor === 0n ? null : (units * BigInt(SCALE) ** BigInt(rates.length)) / divisor;
}

function halfToEven(dividend: bigint, divisor: bigint): bigint {
  const whole = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  if (twice < divisor) return whole;
  return twice > divisor || whole % 2n === 1n ? whole + 1n : whole;
}
