import { transaction } from "../../storage/transaction.ts";
import { requireAlertRight } from "../alerts/alert-access.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { findReport } from "./find-report.ts";
import { postReport } from "./post-report.ts";
import { factsOf, reportSubject } from "./report-view.ts";
import type { ReportView } from "./report-view.ts";

/** Posts a report where it goes, beside its schedule, of the time up to now. Refuses with `not-found`, `forbidden`. */
export async function postReportNow(
  context: Context,
  { reportId }: { readonly reportId: string },
): Promise<ReportView> {
  const { label } = requirePerson(context);
  return transaction(context.db, async (tx) => {
    const { row, report, organization } = await findReport(tx, context, reportId);
    await requireAlertRight(context, tx, { watched: reportSubject(row.organizationId), right: "manage" });
    await tx.$queryRaw`SELECT 1 FROM alert_subscription WHERE id = ${row.id}::uuid FOR UPDATE`;
    const { settings } = report;
    await postReport(tx, context, { row, settings, organization, dueAt: context.now, askedBy: label });
    await record(tx, context, {
      kind: "report-posted",
      report: factsOf(report),
      ...(organization && { organization }),
    });
    return report;
  });
}
