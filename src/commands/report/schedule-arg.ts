import { refuse } from "../../domain/errors.ts";
import type { Schedule } from "../../domain/scheduled-reports/schedule.ts";
import { parseSchedule } from "../../domain/scheduled-reports/schedule-words.ts";
import type { Kind } from "../arg.ts";
import { CommandError } from "../problem.ts";

const MOST_LETTERS = 120;

const usual = [
  "every monday 9:00",
  "weekdays 8:30",
  "daily at 18:00",
  "first of the month 9:00",
  "every 2 weeks on friday 16:00",
];

/** "every monday 9:00" and the like. */
export const schedule: Kind<Schedule> = {
  kind: "text",
  label: "When",
  field: "suggested",
  maxLength: MOST_LETTERS,
  alsoKnownAs: ["when"],
  claims: (word) => /^\d{1,2}:\d\d/u.test(word),
  read: (typed, field) => ({
    ok: true,
    resolve: async () => parseSchedule(typed) ?? refuse({ kind: "schedule-invalid", typed, field }),
  }),
  async suggest(_context, query) {
    const wanted = query.toLowerCase();
    const own = parseSchedule(query) ? [query] : [];
    const known = usual.filter((one) => one.includes(wanted) && one !== query);
    return [...own, ...known].map((one) => ({ value: one, label: one }));
  },
};

/** An IANA name, such as Europe/Paris. */
export const zone: Kind<string> = {
  kind: "text",
  label: "Time zone",
  field: "line",
  maxLength: MOST_LETTERS,
  alsoKnownAs: ["timezone"],
  read: (typed, field) => ({ ok: true, resolve: async () => knownName(typed, field) }),
};

function knownName(typed: string, field: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: typed }).resolvedOptions().timeZone;
  } catch {
    throw new CommandError({ kind: "not-a-value", field, typed, expected: "a time zone, such as Europe/Paris or UTC" });
  }
}
