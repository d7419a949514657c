import type { ReportProblem } from "../../domain/scheduled-reports/problems.ts";
import { button, count, formButton } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

export const reportWords: WordsFor<ReportProblem> = {
  "schedule-invalid": ({ typed }, { call }) => ({
    what: `“${typed}” is no schedule that I understand.`,
    rule: "Days and a time of day: every monday 9:00, weekdays 8:30, daily at 18:00, first of the month 9:00, every 2 weeks on friday 16:00.",
    next: "Write it like one of these; without a time it is 9:00.",
    ...(call && { actions: [formButton("Change it", call.command, call.input)] }),
  }),
  "report-limit": ({ limit }) => ({
    what: "There are as many reports here as there may be.",
    rule: `At most ${count(limit, "report", "reports")} for one channel, or for one person's direct messages.`,
    next: "Stop one that nobody reads.",
    actions: [button("Reports", "report list")],
  }),
};
