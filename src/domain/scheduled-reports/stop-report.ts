import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { lockRouting } from "../alerts/routing.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import type { ReportEvent } from "./events.ts";
import { findReport } from "./find-report.ts";
import type { ReportFound } from "./find-report.ts";
import { factsOf } from "./report-view.ts";
import type { ReportView } from "./report-view.ts";

/** Posts no more of them; what was posted stays. Refuses with `not-found`, `forbidden`. */
export async function stopReport(context: Context, { reportId }: { readonly reportId: string }): Promise<ReportView> {
  return transaction(context.db, async (tx) => {
    await lockRouting(tx, context.tenantId);
    const found = await findReport(tx, context, reportId);
    await endReport(tx, context, { ...found, because: "asked" });
    return found.report;
  });
}

interface Ending extends Pick<ReportFound, "report" | "organization"> {
  readonly because: Extract<ReportEvent, { kind: "report-stopped" }>["because"];
}

export async function endReport(
  tx: Transaction,
  context: Context,
  { report, organization, because }: Ending,
): Promise<void> {
  await tx.alertSubscription.update({
    where: { id: report.id },
    data: { deletedAt: context.now, nextReportAt: null },
  });
  await record(tx, context, {
    kind: "report-stopped",
    report: factsOf(report),
    because,
    ...(organization && { organization }),
  });
}
