/** Monday first. */
export const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MOST_WEEKS = 12;
const DAYS = 31;
const counts: Readonly<Record<string, number>> = {
  other: 2,
  second: 2,
  two: 2,
  third: 3,
  three: 3,
  four: 4,
  fourth: 4,
};
const ordinals: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, tenth: 10 };
const WEEKS =
  /^(?:every|each) (?<count>\d{1,2}(?:nd|rd|th)?|other|second|two|third|three|fourth|four) (?:weeks?(?: on(?: the)?)? ?)?(?<days>.*)$/u;

/** 1 for "monday", "mon", "mondays"; undefined for what is no day of the week. */
export function dayNumber(word: string): number | undefined {
  const wanted = word.replace(/s$/u, "");
  const isShort = wanted.length >= 2 && wanted.length <= 5;
  const index = dayNames.findIndex((name) => {
    const day = name.toLowerCase();
    return (
      day === wanted || day === word || (isShort && day.startsWith(wanted)) || (word === "tues" && day === "tuesday")
    );
  });
  return index < 0 ? undefined : index + 1;
}

/** 1 for "first" and "1st", "last" for "last"; undefined for what counts no day of a month. */
export function ordinal(word: string): number | "last" | undefined {
  if (word === "last") return "last";
  const number = ordinals[word] ?? Number(/^(\d{1,2})(?:st|nd|rd|th|\.)?$/u.exec(word)?.[1]);
  return number >= 1 && number <= DAYS ? number : undefined;
}

/** "1st", "22nd". */
export function ordinalWords(number: number): string {
  const isTeen = number >= 11 && number <= 13;
  const endings: Readonly<Record<number, string>> = { 1: "st", 2: "nd", 3: "rd" };
  return `${number}${(isTeen ? undefined : endings[number % 10]) ?? "th"}`;
}

const PLAIN =
  /^(?:(?<one>weekly|(?:every|each) week)|(?<two>fortnightly|bi-?weekly|every fortnight))(?: on)?(?: (?<days>.+))?$/u;

/** Of "every 2 weeks on friday", "weekly", "fortnightly on monday", "every other friday": how many, and what is left. */
export function everyWeeks(text: string): FewWeeks | undefined {
  const named = PLAIN.exec(text)?.groups;
  if (named) return { every: named["one"] === undefined ? 2 : 1, days: named["days"] ?? "" };

  const numbered = WEEKS.exec(text)?.groups;
  return numbered && someWeeks(numbered["count"] ?? "", numbered["days"] ?? "");
}

interface FewWeeks {
  readonly every: number;
  readonly days: string;
}

function someWeeks(word: string, days: string): FewWeeks | undefined {
  const every = counts[word] ?? Number.parseInt(word, 10);
  return every >= 1 && every <= MOST_WEEKS ? { every, days } : undefined;
}
