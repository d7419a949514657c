import { Temporal } from "temporal-polyfill";

const MINUTE_MS = 60_000;
/** Offsets change on quarter hours at most often. */
const SLOT_MS = 15 * MINUTE_MS;
const MOST_KNOWN = 10_000;

const offsets = new Map<string, number>();

/** RFC 3339 with the zone's offset at that instant: "2026-12-01T00:00:00+01:00". Milliseconds only where there are some. */
export function zonedTime(at: Date, timeZone: string): string {
  const offset = offsetOf(at.getTime(), timeZone);
  const local = new Date(at.getTime() + offset * MINUTE_MS).toISOString();
  return `${local.slice(0, -1).replace(/\.000$/u, "")}${writtenOffset(offset)}`;
}

function writtenOffset(minutes: number): string {
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** In minutes. Asking the time zone database each time would cost more than the rest of an answer. */
function offsetOf(at: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const key = `${Math.floor(at / SLOT_MS)} ${timeZone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;

  if (offsets.size >= MOST_KNOWN) offsets.clear();
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const offset = Math.round(zoned.offsetNanoseconds / (MINUTE_MS * 1_000_000));
  offsets.set(key, offset);
  return offset;
}
