/** `14:05`, or `14:05:09`, in the reader's own zone. */
export function clockTime(iso: string | number, options: { readonly withSeconds?: boolean } = {}): string {
  return new Date(iso).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(options.withSeconds === true && { second: "2-digit" }),
  });
}

/** `Saturday, 22 November`, with the year when it is not this one. */
export function dayName(time: string | number, now: Date = new Date()): string {
  const day = new Date(time);
  if (day.toDateString() === now.toDateString()) return "Today";
  return day.toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(day.getFullYear() !== now.getFullYear() && { year: "numeric" }),
  });
}

/** A Slack time stamp as milliseconds since the epoch. */
export function slackTime(ts: string): number {
  return Number(ts) * 1000;
}

/** `in 3 days`, `2 hours ago`. */
export function relativeTime(time: number, now: number = Date.now()): string {
  const seconds = Math.round((time - now) / 1000);
  const units = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  const [unit, size] = units.find((candidate) => Math.abs(seconds) >= candidate[1]) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
