const NINE = 9 * 60;
const HALF_DAY = 12;
const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

const TIME =
  "(?<word>noon|midday|midnight)|(?<hour>\\d{1,2})(?:[:.](?<minute>\\d\\d)|(?=h| ?[ap]\\.?m)|(?<bare>))(?:h|(?: o'clock)| ?(?<half>[ap])\\.?m\\.?)?(?: uhr)?";
const AT_END = new RegExp(`(?:^|[ ,])(?<at>at |@ ?)?(?:${TIME})$`, "u");
const AT_START = new RegExp(`^(?<at>at )?(?:${TIME})(?:$|[ ,])`, "u");

/** The time of day that a sentence ends or begins with, and the rest of it; 9:00 where none is. undefined: 25:00. */
export function timeWithin(text: string): { readonly rest: string; readonly at: number } | undefined {
  const found = [AT_END.exec(text), AT_START.exec(text)].find((one) => one !== null && isTime(text, one));
  if (!found) return { rest: text, at: NINE };

  const at = minutesOf(found.groups ?? {});
  const rest = text
    .replace(found[0], " ")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[ ,]+|[ ,]+$/gu, "");
  return at === undefined ? undefined : { rest: rest === "" ? "daily" : rest, at };
}

/** A lone number is one only where it cannot be a day of the month or a number of weeks: "every monday 9", "at 9". */
function isTime(text: string, { groups = {}, index, 0: whole }: RegExpExecArray): boolean {
  if (groups["bare"] === undefined || groups["at"] !== undefined) return true;
  const before = text.slice(0, index);
  return whole.trim() !== text && index > 0 && !/\b(?:on|the|every|each|month|monthly)$/u.test(before);
}

function minutesOf(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  if (groups["word"] !== undefined) return groups["word"] === "midnight" ? 0 : HALF_DAY * HOUR_MINUTES;
  const [hour, minute] = [Number(groups["hour"]), Number(groups["minute"] ?? 0)];
  if (minute >= HOUR_MINUTES) return undefined;
  if (groups["half"] === undefined) return hour < DAY_HOURS ? hour * HOUR_MINUTES + minute : undefined;
  if (hour < 1 || hour > HALF_DAY) return undefined;

  return ((hour % HALF_DAY) + (groups["half"] === "p" ? HALF_DAY : 0)) * HOUR_MINUTES + minute;
}
