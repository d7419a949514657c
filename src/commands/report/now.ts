import { postReportNow } from "../../domain/scheduled-reports/post-report-now.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { report, theOnlyReport } from "./report-arg.ts";
import { placeOf, reportFacts, reportName } from "./words.ts";

export const reportNow = defineCommand({
  name: ["report", "now"],
  title: "Post a report now",
  submit: "Post",
  summary: "Post a report at once where it comes by its schedule, which goes on as before",
  group: "Alerts and announcements",
  permission: "alert:manage",
  effect: "changes",
  args: { report: optional(report, "Which; words of how the list calls it, such as usage vision") },
  example: "report now usage",
  tells: "Whoever reads the report: it says who asked for it.",

  async run(context, { report: typed }) {
    const posted = await postReportNow(context, { reportId: typed ?? (await theOnlyReport(context)) });
    return {
      tone: "success",
      title: `${reportName(posted)} is on its way to ${placeOf(posted)}`,
      facts: reportFacts(posted),
      actions: [button("Reports", "report list")],
    };
  },
});
