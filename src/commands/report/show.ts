import { refuse } from "../../domain/errors.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { report, reportsSeen, theOnlyReport } from "./report-arg.ts";
import { reportButtons, reportFacts, reportName } from "./words.ts";

export const reportShow = defineCommand({
  name: ["report", "show"],
  title: "Report",
  summary: "Show when and where a report is posted, and when it comes next",
  group: "Alerts and announcements",
  effect: "reads",
  args: { report: optional(report, "Which; words of how the list calls it, such as usage vision") },
  example: "report show usage",

  async run(context, { report: typed }) {
    const id = typed ?? (await theOnlyReport(context));
    const found = (await reportsSeen(context)).find((one) => one.id === id);
    if (!found) return refuse({ kind: "not-found", thing: "report" });
    return {
      tone: "neutral",
      title: reportName(found),
      facts: reportFacts(found),
      actions: [...reportButtons(found), button("Reports", "report list")],
    };
  },
});
