import type { Period } from "../../domain/reports/period.ts";

/** "usage-vision-lab-november-2026.csv": letters, digits and dashes only, so that it is a file's name anywhere. */
export function csvName(what: string, whose: string, { label, typed }: Pick<Period, "label" | "typed">): string {
  const when = label.startsWith("the last ") ? typed : label;
  const words = `${what}-${whose}-${when}`.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-");
  return `${words.replaceAll(/^-|-$/gu, "").slice(0, 80)}.csv`;
}
