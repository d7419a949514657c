import { readLevels } from "../../domain/alerts/typed-level.ts";
import type { TypedLevel } from "../../domain/alerts/typed-level.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

const MOST_LETTERS = 200;

/** "80, 95, 100", "80 %", "500 GPU hours", "50 GPU hours left": from where on it is told. */
export const levels: Kind<readonly TypedLevel[]> = {
  kind: "text",
  label: "From where on",
  field: "line",
  maxLength: MOST_LETTERS,
  alsoKnownAs: ["levels", "thresholds", "threshold", "level"],
  read(typed, field) {
    if (typed.length > MOST_LETTERS) return notA(field, typed, `at most ${MOST_LETTERS} characters`);
    return { ok: true, resolve: async () => readLevels(typed, field) };
  },
};

/** One of them. */
export const level: Kind<TypedLevel> = {
  ...levels,
  label: "Every",
  read(typed, field) {
    return {
      ok: true,
      async resolve() {
        const [only] = readLevels(typed.replace(/^\+/u, ""), field);
        if (!only) throw new Error("levels that are read are never none");
        return only;
      },
    };
  },
};

/** The least that a channel hears of: a share of a limit, or how urgent. */
export interface Least {
  readonly percent?: number;
  readonly severity?: "info" | "warning" | "critical";
}

const words: Readonly<Record<string, NonNullable<Least["severity"]>>> = {
  note: "info",
  info: "info",
  warning: "warning",
  critical: "critical",
  urgent: "critical",
};
const MOST_PERCENT = 1_000;

/** "80", "80 %", "warning". */
export const least: Kind<Least> = {
  kind: "text",
  label: "At least",
  field: "line",
  maxLength: 20,
  alsoKnownAs: ["least"],
  read(typed, field) {
    const severity = words[typed.toLowerCase()];
    if (severity) return given({ severity });
    const percent = Number(/^(\d{1,4})\s*%?$/u.exec(typed)?.[1] ?? Number.NaN);
    return percent >= 0 && percent <= MOST_PERCENT
      ? given({ percent })
      : notA(field, typed, "a percentage, such as 80, or note, warning or critical");
  },
};

/** How many messages in an hour. */
export const perHour: Kind<number> = {
  kind: "integer",
  label: "Messages an hour",
  field: "line",
  maxLength: 4,
  read: (typed, field) =>
    /^\d{1,3}$/u.test(typed) ? given(Number(typed)) : notA(field, typed, "a number of messages, such as 10"),
};
