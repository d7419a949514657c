import type { Period } from "../../domain/reports/period.ts";

/** "usage-vision-lab-2026-11.csv": letters, digits and dashes only, so that it is a file's name anywhere. */
export function csvName(what: string, whose: string, period: Pick<Period, "typed">): string {
  const words = `${what}-${whose}-${period.typed}`.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-");
  return `${words.replaceAll(/^-|-$/gu, "").slice(0, 80)}.csv`;
}
