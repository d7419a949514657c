import type { ReportKind } from "../../domain/scheduled-reports/report-kind.ts";
import type { ReportView } from "../../domain/scheduled-reports/report-view.ts";
import { nextAfter } from "../../domain/scheduled-reports/schedule.ts";
import { reportNames, whenWords } from "../../notifications/compose/notice-report.ts";
import type { Button, Fact, Inline } from "../../notifications/message.ts";
import { capitalized } from "../org/words.ts";
import { button, fact, present } from "../words.ts";

/** What a report can be about, as it is chosen. */
export const reportChoices = {
  usage: "Usage: what was used, by whom, what it cost, and where limits lead",
  alerts: "Alerts: which there were, and what became of them",
  admin: "The installation: usage, limits, what waits and what did not arrive",
} as const satisfies Record<ReportKind, string>;

const NEXT = 3;

/** "The usage report of Vision Lab". */
export function reportName({ what, subject }: Pick<ReportView, "what" | "subject">): string {
  return `The ${reportNames[what]} of ${subject}`;
}

export function placeOf({ channel }: Pick<ReportView, "channel">): string {
  return channel ?? "your direct messages";
}

export function reportFacts(report: ReportView): readonly Fact[] {
  return present([
    fact("When", capitalized(whenWords(report))),
    report.nextAt && fact("Next", nextTimes(report, report.nextAt)),
    fact("Where", placeOf(report)),
    fact("Set up by", report.by.name),
    report.degraded && fact("Does not arrive", report.degraded.reason),
  ]);
}

/** The next three instants. */
function nextTimes({ settings, timeZone }: ReportView, first: Date): readonly Inline[] {
  const times = [first];
  while (times.length < NEXT) times.push(nextAfter(settings.schedule, times.at(-1) ?? first, timeZone));
  return times.flatMap((time, index): readonly Inline[] => (index === 0 ? [{ time }] : [", ", { time }]));
}

export function reportButtons({ id }: Pick<ReportView, "id">): readonly Button[] {
  return [
    button("Post one now", "report now", { report: id }),
    button("Stop", "report stop", { report: id }, { style: "danger" }),
  ];
}
