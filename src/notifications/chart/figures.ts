const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
const scientific = new Intl.NumberFormat("en", { notation: "scientific", maximumFractionDigits: 2 });

/** How the figures of one axis are written: all alike, by the highest of them. */
export function axisFigure(value: number, top: number): string {
  if (value === 0 || top < 100_000) return plain.format(value);
  return top < 1e15 ? compact.format(value) : scientific.format(value);
}

/** "1,234.5", from a hundred thousand on "123.4K" or "1.2M", and from a quadrillion on "1.2E15". */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size < 100_000) return plain.format(value);
  return size < 1e15 ? compact.format(value) : scientific.format(value);
}

/** A number that 4 to 6 equal, round steps lead up to, and the step (1, 2, 2.5 or 5 times a power of ten). */
export function roundScale(highest: number): { readonly top: number; readonly step: number } {
  if (!(highest > 0)) return { top: 1, step: 0.5 };
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10;
  const step = factor * power;
  return { top: Math.ceil((highest / step) * 0.999_999) * step, step };
}
