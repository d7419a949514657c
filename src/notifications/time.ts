const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter is slow; there are few zones. */
function formatIn(timeZone: string, locale: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known) return known;

  const made = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  formats.set(key, made);
  return made;
}

type Parts = ReadonlyMap<string, string>;
const remembered = new Map<string, Parts>();
const MOST_REMEMBERED = 5_000;

/** To the minute. Remembered, because the same few instants are shown again and again and formatting is slow. */
function partsOf(time: Date, timeZone: string, locale: string): Parts {
  const key = `${Math.floor(time.getTime() / 60_000)} ${locale} ${timeZone}`;
  const known = remembered.get(key);
  if (known) return known;

  const made = formatIn(timeZone, locale).formatToParts(time);
  const parts = new Map(made.map(({ type, value }) => [type, value] as const));
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, parts);
  return parts;
}

/** British English knows Europe's zones by name ("CET"), American English America's; others are "GMT+9" in both. */
function zoneName(time: Date, timeZone: string, british: string): string {
  if (!british.startsWith("GMT") || british === "GMT") return british;

  return partsOf(time, timeZone, "en-US").get("timeZoneName") ?? british;
}

/** An IANA name that this machine knows, else UTC. */
export function knownZone(timeZone: string | undefined): string {
  if (timeZone === undefined) return "UTC";
  try {
    formatIn(timeZone, "en-GB");
    return timeZone;
  } catch {
    return "UTC";
  }
}

/** "Fri 28 Nov 18:00 CET"; with the year when it is not this one, or when "now" is left out. */
export function absolute(time: Date, timeZone: string, now?: Date): string {
  const zone = knownZone(timeZone);
  const parts = partsOf(time, zone, "en-GB");
  const part = (name: string): string => parts.get(name) ?? "";
  const thisYear = now && partsOf(now, zone, "en-GB").get("year");
  const year = part("year") === thisYear ? "" : ` ${part("year")}`;

  const date = `${part("weekday")} ${part("day")} ${part("month").slice(0, 3)}${year}`;
  return `${date} ${part("hour")}:${part("minute")} ${zoneName(time, zone, part("timeZoneName"))}`;
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relativeFormat = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** "in 7 days", "3 hours ago", "now". */
export function relative(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1_000;
  const fitting = units.find(([, length]) => Math.abs(seconds) >= length);
  if (!fitting) return "now";

  return relativeFormat.format(Math.round(seconds / fitting[1]), fitting[0]);
}
