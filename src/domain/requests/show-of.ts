import { showAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";

/** An amount that says of what by itself: "200 GPU hours", "10 GB (Storage)". */
export function showOf(meter: Meter, units: Units): string {
  const shown = showAmount(meter, units);
  return meter.label.toLowerCase() === meter.unit.toLowerCase() ? shown : `${shown} (${meter.label})`;
}
