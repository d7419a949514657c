import type { ReportView } from "../../domain/scheduled-reports/report-view.ts";
import { reportNames } from "../../notifications/compose/notice-report.ts";
import type { TableRow } from "../../notifications/message.ts";
import { defineCommand } from "../define.ts";
import { capitalized } from "../org/words.ts";
import { button, count, formButton } from "../words.ts";
import { reportsSeen } from "./report-arg.ts";
import { placeOf, reportButtons } from "./words.ts";

const MOST_ROWS = 25;

export const reportList = defineCommand({
  name: ["report", "list"],
  aliases: [["reports"]],
  title: "Reports",
  summary: "List the reports that are posted by a schedule",
  group: "Alerts and announcements",
  effect: "reads",
  args: {},
  example: "report list",

  async run(context) {
    const reports = await reportsSeen(context);
    const actions = [formButton("Schedule one", "report schedule")];
    if (reports.length === 0) return { tone: "neutral", title: "No report is scheduled that you manage.", actions };
    const more = reports.length - MOST_ROWS;
    return {
      tone: "neutral",
      title: `Reports: ${reports.length.toLocaleString("en-US")}`,
      table: {
        columns: ["Report", "When", "Where", "Next"],
        rows: reports.slice(0, MOST_ROWS).map(rowOf),
      },
      actions,
      ...(more > 0 && { footer: `And ${count(more, "other", "others")}.` }),
    };
  },
});

function rowOf(report: ReportView): TableRow {
  const { what, subject, every, nextAt, degraded, id } = report;
  return {
    cells: [
      capitalized(`${reportNames[what]} of ${subject}`),
      every,
      placeOf(report),
      degraded ? `does not arrive: ${degraded.reason}` : nextAt ? [{ time: nextAt }] : "",
    ],
    actions: [button("Show", "report show", { report: id }), ...reportButtons(report)],
  };
}
