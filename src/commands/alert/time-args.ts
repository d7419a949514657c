import { parseDaySpan, parseTimeOfDay } from "../../domain/alerts/day-span.ts";
import type { DaySpan } from "../../domain/alerts/day-span.ts";
import { parseMuteWindow } from "../../domain/alerts/mute-window.ts";
import type { MuteWindow } from "../../domain/alerts/mute-window.ts";
import { parseQuietHours } from "../../domain/alerts/quiet-hours.ts";
import { refuse } from "../../domain/errors.ts";
import type { Kind } from "../arg.ts";

const MOST_LETTERS = 120;

/** "weekdays 22:00-07:00; sat sun": times of the week, separated by semicolons or commas; "none". */
export const muteWindows: Kind<readonly MuteWindow[]> = {
  kind: "text",
  label: "Muted",
  field: "line",
  maxLength: MOST_LETTERS,
  alsoKnownAs: ["muted"],
  read: (typed, field) => ({
    ok: true,
    async resolve() {
      if (/^(?:none|never|no)$/iu.test(typed)) return [];
      const parts = typed.split(/[;,]/u).filter((part) => part.trim() !== "");
      return parts.map((part) => parseMuteWindow(part) ?? refuse({ kind: "mute-window-invalid", typed: part, field }));
    },
  }),
};

/** "22:00-07:00" or "none". */
export const quietHours: Kind<DaySpan> = {
  kind: "text",
  label: "Quiet hours",
  field: "line",
  maxLength: MOST_LETTERS,
  claims: (word) => parseDaySpan(word) !== undefined,
  read: (typed, field) => ({
    ok: true,
    resolve: async () => parseQuietHours(typed) ?? refuse({ kind: "quiet-hours-invalid", typed, field }),
  }),
};

/** Minutes after midnight: "8:00". */
export const timeOfDay: Kind<number> = {
  kind: "text",
  label: "Daily digest at",
  field: "line",
  maxLength: MOST_LETTERS,
  claims: (word) => parseTimeOfDay(word) !== undefined,
  read: (typed, field) => ({
    ok: true,
    resolve: async () => parseTimeOfDay(typed) ?? refuse({ kind: "digest-time-invalid", typed, field }),
  }),
};
