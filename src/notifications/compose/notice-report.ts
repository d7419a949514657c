import type { ReportEvent, ReportFacts } from "../../domain/scheduled-reports/events.ts";
import type { ReportKind } from "../../domain/scheduled-reports/report-kind.ts";
import type { Notices } from "./notice.ts";

const reports = { label: "Reports", call: { command: "report list", input: {} } };

/** What a report is called: completes "The …". */
export const reportNames = {
  usage: "usage report",
  alerts: "alert report",
  admin: "summary for administrators",
} as const satisfies Record<ReportKind, string>;

const because: Readonly<Record<"gone" | "not-theirs", string>> = {
  gone: "What it was about does not exist any more.",
  "not-theirs": "It tells of what you may no longer see.",
};

/** News about what is posted by a schedule: in the channel that is concerned, and to who set it up when it ends. */
export const reportNotices: Notices<ReportEvent["kind"]> = {
  "report-scheduled": ({ report, before }) => ({
    tone: "neutral",
    title: before
      ? `The ${reportNames[report.what]} of ${report.subject} comes at another time`
      : `The ${reportNames[report.what]} of ${report.subject} is posted here from now on`,
    lines: [`${capital(whenWords(report))}.`],
  }),
  "report-stopped": ({ report, because: why }) => ({
    tone: "neutral",
    title: `The ${reportNames[report.what]} of ${report.subject} is no longer posted${placeWords(report)}`,
    lines: [...(why === "asked" ? [] : [because[why]]), `It came ${whenWords(report)}.`],
    actions: [reports],
  }),
  "report-posted": ({ report }) => ({
    tone: "neutral",
    title: `The ${reportNames[report.what]} of ${report.subject} was posted at once${placeWords(report)}`,
  }),
};

/** "every Monday at 09:00, Europe/Paris". */
export function whenWords({ every, timeZone }: Pick<ReportFacts, "every" | "timeZone">): string {
  return `${every}, ${timeZone}`;
}

function placeWords({ channel }: ReportFacts): string {
  return channel === null ? "" : ` in ${channel}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
