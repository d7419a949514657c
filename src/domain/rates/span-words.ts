import { DAY_MINUTES, weekdays } from "./usage-factor.ts";
import type { UsageFactor } from "./usage-factor.ts";

type Span = Pick<UsageFactor, "from" | "to" | "on">;

/** "20:00 to 06:00, Sat and Sun", "all day, Sun", "20:00 to 06:00". */
export function spanWords({ from, to, on }: Span): string {
  const isWholeDay = from === 0 && to === DAY_MINUTES;
  const hours = isWholeDay ? "all day" : `${timeOf(from)} to ${timeOf(to)}`;
  return on.length === weekdays.length ? hours : `${hours}, ${listed(on.map(named))}`;
}

function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function named(day: string): string {
  return day.charAt(0).toUpperCase() + day.slice(1);
}

function listed(words: readonly string[]): string {
  const [last = "", ...before] = words.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(", ")} and ${last}`;
}
