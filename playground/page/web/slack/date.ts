const parts: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** `<!date^seconds^format|fallback>` in the reader's zone, as Slack's client fills in the format. */
export function slackDate(date: {
  readonly seconds: number;
  readonly format: string;
  readonly fallback: string;
}): string {
  if (!Number.isFinite(date.seconds)) return date.fallback;

  const day = new Date(date.seconds * 1000);
  return date.format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    if (token === "ago") return ago(day);
    const name = token.replace(/_pretty$/, "");
    const format = parts[name];
    if (format === undefined) return whole;
    const near = token.endsWith("_pretty") ? nearDay(day) : undefined;
    return near ?? new Intl.DateTimeFormat("en-GB", format).format(day);
  });
}

function nearDay(day: Date): string | undefined {
  const days = Math.round((midnight(day) - midnight(new Date())) / 86_400_000);
  return { "-1": "yesterday", "0": "today", "1": "tomorrow" }[String(days)];
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function ago(day: Date): string {
  const minutes = Math.round((day.getTime() - Date.now()) / 60_000);
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return format.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48 ? format.format(hours, "hour") : format.format(Math.round(hours / 24), "day");
}
