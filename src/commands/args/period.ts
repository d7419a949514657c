import { readPeriod } from "../../domain/reports/period.ts";
import type { Period } from "../../domain/reports/period.ts";
import type { Kind } from "../arg.ts";
import { CommandError } from "../problem.ts";

const EXPECTED = "a period, such as month, last month, week, 7d, 2026-10 or 2026-10-01..2026-10-15";
/** No period is longer. */
export const MOST_LETTERS = 40;

const usual = [
  { value: "month", label: "This month" },
  { value: "last month", label: "Last month" },
  { value: "week", label: "This week" },
  { value: "last week", label: "Last week" },
  { value: "today", label: "Today" },
  { value: "7d", label: "The last 7 days" },
  { value: "30d", label: "The last 30 days" },
  { value: "quarter", label: "This quarter" },
  { value: "year", label: "This year" },
];

/** A stretch of time, cut in the installation's zone. */
export const period: Kind<Period> = {
  kind: "period",
  label: "Period",
  field: "suggested",
  maxLength: MOST_LETTERS,
  alsoKnownAs: ["in", "when"],
  read: (typed, field) => ({
    ok: true,
    async resolve({ now, configuration }) {
      const found = typed.length <= MOST_LETTERS ? readPeriod(typed, now, configuration) : undefined;
      if (!found) throw new CommandError({ kind: "not-a-value", field, typed, expected: EXPECTED });
      return found;
    },
  }),
  async suggest(_context, query) {
    const wanted = query.toLowerCase();
    return usual.filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted));
  },
};
