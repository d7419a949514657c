import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

const MOST = 20;
const MOST_PERCENT = 1_000;
const USUAL = /^(?:usual|default|as usual)$/iu;

/** At how many percent of a limit somebody is told, ascending: "50,80,95,100"; none where "usual" is typed. */
export const thresholds: Kind<readonly number[]> = {
  kind: "text",
  label: "Told at, in percent",
  field: "line",
  maxLength: 150,
  read(typed, field) {
    if (USUAL.test(typed.trim())) return given([]);
    const words = typed
      .replaceAll("%", "")
      .trim()
      .split(/\s*[,;]\s*|\s+/u);
    const percents = words.map(Number);
    const isRead = words.every((word) => /^\d{1,4}$/u.test(word)) && percents.every(isPercent);
    return isRead && percents.length <= MOST && isAscending(percents)
      ? given(percents)
      : notA(
          field,
          typed,
          `up to ${MOST} whole percentages from 1 to ${MOST_PERCENT.toLocaleString("en-US")}, each higher than the one before, such as 50,80,95,100; or usual`,
        );
  },
};

/** How they are typed again. */
export function typedThresholds(percents: readonly number[]): string {
  return percents.length === 0 ? "usual" : percents.join(",");
}

function isPercent(percent: number): boolean {
  return percent >= 1 && percent <= MOST_PERCENT;
}

function isAscending(percents: readonly number[]): boolean {
  return percents.every((percent, index) => index === 0 || percent > (percents[index - 1] ?? 0));
}
