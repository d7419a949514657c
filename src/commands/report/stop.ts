import { findReport } from "../../domain/scheduled-reports/find-report.ts";
import { stopReport } from "../../domain/scheduled-reports/stop-report.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, formButton } from "../words.ts";
import { report, theOnlyReport } from "./report-arg.ts";
import { placeOf, reportName } from "./words.ts";

export const reportStop = defineCommand({
  name: ["report", "stop"],
  aliases: [["report", "delete"]],
  title: "Stop a report",
  submit: "Stop",
  summary: "Post a report no more; what was posted stays",
  group: "Alerts and announcements",
  permission: "alert:manage",
  effect: "changes",
  args: { report: optional(report, "Which; words of how the list calls it, such as usage vision") },
  example: "report stop usage",
  tells: "Whoever set it up.",

  async confirm(context, { report: typed }) {
    const reportId = typed ?? (await theOnlyReport(context));
    const { report: found } = await findReport(context.db, context, reportId);
    return {
      title: `Stop ${reportName(found).replace(/^The/u, "the")}?`,
      lines: [
        `It comes ${found.every} to ${placeOf(found)}, and would come no more.`,
        "You can schedule the same again.",
      ],
      button: "Stop",
      pinned: { report: reportId },
    };
  },

  async run(context, { report: typed }) {
    const stopped = await stopReport(context, { reportId: typed ?? (await theOnlyReport(context)) });
    const { what, every, organizationId, timeZone: zone } = stopped;
    const org = organizationId ?? "installation";
    return {
      tone: "success",
      title: `${reportName(stopped)} comes no more to ${placeOf(stopped)}`,
      lines: [`It came ${every}.`],
      actions: [
        formButton("Schedule it again", "report schedule", { what, every, org, zone }),
        button("Reports", "report list"),
      ],
    };
  },
});
