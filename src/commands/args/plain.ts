import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";
import type { Choice } from "../reply.ts";
import { listed } from "../words.ts";

/** A Slack or Discord line of text can hold more; nothing that people name or explain here needs to. */
const LINE_LENGTH = 200;
const LINES_LENGTH = 1_000;

export const text: Kind<string> = {
  kind: "text",
  label: "Text",
  field: "line",
  maxLength: LINE_LENGTH,
  read: (typed, field) =>
    typed.length <= LINE_LENGTH ? given(typed) : notA(field, typed, `at most ${LINE_LENGTH} characters`),
};

export const lines: Kind<string> = {
  kind: "lines",
  label: "Text",
  field: "lines",
  maxLength: LINES_LENGTH,
  read: (typed, field) =>
    typed.length <= LINES_LENGTH ? given(typed) : notA(field, typed, `at most ${LINES_LENGTH} characters`),
};

export const page: Kind<number> = {
  kind: "integer",
  label: "Page",
  field: "line",
  read: (typed, field) =>
    /^[1-9]\d{0,5}$/u.test(typed) ? given(Number(typed)) : notA(field, typed, "a page number, such as 2"),
};

export const flag: Kind<boolean> = {
  kind: "flag",
  label: "Yes or no",
  field: "choice",
  choices: [
    { value: "yes", label: "Yes" },
    { value: "no", label: "No" },
  ],
  read(typed, field) {
    const said = yesOrNo(typed);
    return said === undefined ? notA(field, typed, "yes or no") : given(said);
  },
};

/** "yes", "on", "true" and their opposites, in any case; undefined for anything else. */
export function yesOrNo(typed: string): boolean | undefined {
  if (/^(?:yes|y|on|true)$/iu.test(typed)) return true;
  return /^(?:no|n|off|false)$/iu.test(typed) ? false : undefined;
}

/** One of a fixed list, by its value or its label, in any case. */
export function choice<const Value extends string>(
  label: string,
  labels: Readonly<Record<Value, string>>,
): Kind<Value> {
  const choices = choicesOf(labels);
  return {
    kind: "choice",
    label,
    field: "choice",
    choices,
    read(typed, field) {
      const chosen = choiceNamed(choices, typed);
      return chosen ? given(chosen.value) : notA(field, typed, oneOf(choices));
    },
  };
}

/** Any number of a fixed list, separated by commas; "none" is the empty list. */
export function several<const Value extends string>(
  label: string,
  labels: Readonly<Record<Value, string>>,
): Kind<readonly Value[]> {
  const choices = choicesOf(labels);
  return {
    kind: "several",
    label,
    field: "choices",
    choices,
    read(typed, field) {
      if (typed.toLowerCase() === "none") return given([]);
      const chosen = typed.split(",").map((word) => choiceNamed(choices, word.trim())?.value);
      const known = chosen.filter((value) => value !== undefined);
      if (known.length === chosen.length) return given([...new Set(known)]);
      return notA(field, typed, `${oneOf(choices)}, several separated by commas, or none`);
    },
  };
}

function choicesOf<Value extends string>(labels: Readonly<Record<Value, string>>) {
  // Safe: labels' keys are the values by its type, and it is written out as a literal at every call.
  const values = Object.keys(labels) as Value[];
  return values.map((value) => ({ value, label: labels[value] }));
}

function choiceNamed<One extends Choice>(choices: readonly One[], typed: string): One | undefined {
  const wanted = typed.toLowerCase().replaceAll("-", "_");
  return choices.find(({ value, label }) => value === wanted || label.toLowerCase() === typed.toLowerCase());
}

function oneOf(choices: readonly Choice[]): string {
  return listed(
    choices.map(({ value }) => value),
    "or",
  );
}
