const MOST_DIGITS = 15;
const PLAIN = /^(\d+)(?:\.(\d+))?$/u;

/**
 * Nearly all amounts that machines send: digits, and a point with no more decimals than the meter has, read many times
 * faster than by amount.ts. In the meter's smallest unit, exact; undefined for whatever is not so plain.
 */
export function plainAmount(amount: string | number, decimals: number): number | undefined {
  const text = String(amount);
  if (text.length + decimals > MOST_DIGITS) return undefined;
  const match = PLAIN.exec(text);
  if (!match) return undefined;

  const [, whole = "", fraction = ""] = match;
  return fraction.length > decimals ? undefined : Number(whole + fraction) * 10 ** (decimals - fraction.length);
}
