import { Temporal } from "temporal-polyfill";

/** One of all time zones whose clocks show the same, from one year's beginning to another's: what holds in it holds in each. */
export function distinctZones(from: number, until: number): readonly string[] {
  const all = Intl.supportedValuesOf("timeZone").concat("UTC");
  return [...new Map(all.map((timeZone) => [clocksOf(timeZone, from, until), timeZone])).values()];
}

/** Its offset at first, and each change of it. */
function clocksOf(timeZone: string, from: number, until: number): string {
  const first = Temporal.Instant.from(`${from}-01-01T00:00:00Z`).toZonedDateTimeISO(timeZone);
  const clocks = [first.offset];
  let change = first.getTimeZoneTransition("next");
  while (change && change.year < until) {
    clocks.push(`${change.epochMilliseconds} ${change.offset}`);
    change = change.getTimeZoneTransition("next");
  }
  return clocks.join();
}
