/** How time is cut for a limit. */
export type Window =
  | { readonly kind: "calendar"; readonly unit: CalendarUnit }
  /** What was used in that many hours up to now. */
  | { readonly kind: "rolling"; readonly hours: number }
  /** Begins anew each unit, counted from a day ("2026-01-31"). */
  | { readonly kind: "anchored"; readonly unit: AnchoredUnit; readonly anchor: string }
  | { readonly kind: "lifetime" }
  /** What is held at this moment: gauges. */
  | { readonly kind: "now" };

export type CalendarUnit = "hour" | "day" | "week" | "month" | "quarter" | "year";
export type AnchoredUnit = Exclude<CalendarUnit, "hour">;

/** The window of gauges, and the row that holds what is reserved. */
export const NOW = "now";
/** What rolling windows are added up from: whole hours of UTC. */
export const HOUR = "hour";
/** A rolling window is added up from hours each time it is looked at. */
const MOST_ROLLING_HOURS = 92 * 24;

const words: Readonly<Record<string, Window>> = {
  hour: { kind: "calendar", unit: "hour" },
  hourly: { kind: "calendar", unit: "hour" },
  day: { kind: "calendar", unit: "day" },
  daily: { kind: "calendar", unit: "day" },
  today: { kind: "calendar", unit: "day" },
  week: { kind: "calendar", unit: "week" },
  weekly: { kind: "calendar", unit: "week" },
  month: { kind: "calendar", unit: "month" },
  monthly: { kind: "calendar", unit: "month" },
  quarter: { kind: "calendar", unit: "quarter" },
  quarterly: { kind: "calendar", unit: "quarter" },
  year: { kind: "calendar", unit: "year" },
  yearly: { kind: "calendar", unit: "year" },
  annual: { kind: "calendar", unit: "year" },
  annually: { kind: "calendar", unit: "year" },
  lifetime: { kind: "lifetime" },
  total: { kind: "lifetime" },
  forever: { kind: "lifetime" },
  ever: { kind: "lifetime" },
  now: { kind: "now" },
  held: { kind: "now" },
  "at once": { kind: "now" },
  "at a time": { kind: "now" },
};

const ROLLING = /^(?:rolling[ :]|last |past )?(?:(\d{1,5}) ?)(h|hours?|d|days?|w|weeks?)$/u;
const ANCHORED = /^(?:anchored[ :])?(day|week|month|quarter|year)(?:ly)?(?::| from | since )(\d{4}-\d{2}-\d{2})$/u;

/** Reads a window as it is stored ("rolling:24h") or as people type it ("per month", "rolling 7 days"). */
export function parseWindow(typed: string): Window | undefined {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/gu, " ");
  const bare = text.replace(/^(?:per |a |an |each |every |calendar |this |\/)/u, "");
  if (Object.hasOwn(words, bare)) return words[bare];

  return rolling(text) ?? anchored(text);
}

/** As it is stored: "month", "rolling:24h", "anchored:month:2026-01-31", "now". */
export function printWindow(window: Window): string {
  switch (window.kind) {
    case "calendar":
      return window.unit;
    case "rolling":
      return `rolling:${window.hours > 24 && window.hours % 24 === 0 ? `${window.hours / 24}d` : `${window.hours}h`}`;
    case "anchored":
      return `anchored:${window.unit}:${window.anchor}`;
    case "lifetime":
    case "now":
      return window.kind;
  }
}

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

function rolling(text: string): Window | undefined {
  const [, number, unit] = ROLLING.exec(text) ?? [];
  if (!number || !unit) return undefined;
  const hours = Number(number) * (HOURS[unit.charAt(0)] ?? 0);
  return hours >= 1 && hours <= MOST_ROLLING_HOURS ? { kind: "rolling", hours } : undefined;
}

function anchored(text: string): Window | undefined {
  const [, unit, anchor] = ANCHORED.exec(text) ?? [];
  if (!unit || !anchor || !isDay(anchor)) return undefined;
  // Safe: the expression lets no other words through.
  return { kind: "anchored", unit: unit as AnchoredUnit, anchor };
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  // 30 February would roll over into March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && text >= "1970";
}
