import { Temporal } from "temporal-polyfill";

/** Zones change their offset on whole quarters of an hour. */
const QUARTER_MS = 15 * 60_000;
const MOST_KEPT = 50_000;

/** Most instants are of the same quarter as the one before. */
let last = { quarter: Number.NaN, timeZone: "", offset: 0 };
const offsets = new Map<string, number>();

/** How far a zone's clocks are ahead of UTC at an instant; both in milliseconds. */
export function offsetAt(instant: number, timeZone: string): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  if (last.quarter !== quarter || last.timeZone !== timeZone) {
    last = { quarter, timeZone, offset: offsetOf(quarter, timeZone) };
  }
  return last.offset;
}

function offsetOf(quarter: number, timeZone: string): number {
  const key = `${quarter} ${timeZone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;

  const zoned = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS).toZonedDateTimeISO(timeZone);
  const offset = zoned.offsetNanoseconds / 1_000_000;
  if (offsets.size >= MOST_KEPT) offsets.clear();
  offsets.set(key, offset);
  return offset;
}
