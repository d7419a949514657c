import type { Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { hasAlertRight } from "../alerts/alert-access.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { subjectKey } from "../quotas/subject.ts";
import { postReport } from "./post-report.ts";
import { reportSubject, viewOf } from "./report-view.ts";
import type { ReportView } from "./report-view.ts";
import { lastBefore, nextAfter } from "./schedule.ts";
import { endReport } from "./stop-report.ts";

const BATCH = 50;

/**
 * Run by the clock: posts each report that is due, once, however many instances there are; of several that were missed,
 * the last, which tells of all that time. Returns how many.
 */
export async function postDueReports(world: World): Promise<number> {
  const due = await world.db.alertSubscription.findMany({
    where: { purpose: "report", deletedAt: null, nextReportAt: { lte: world.now } },
    orderBy: { nextReportAt: "asc" },
    take: BATCH,
    select: { id: true },
  });
  let posted = 0;
  for (const { id } of due) posted += await postDue(world, id);
  return posted;
}

async function postDue(world: World, id: string): Promise<number> {
  const { now } = world;
  return transaction(world.db, async (tx) => {
    const [locked] = await tx.$queryRaw<readonly { id: string }[]>`
      SELECT id FROM alert_subscription
      WHERE id = ${id}::uuid AND next_report_at <= ${now} AND deleted_at IS NULL FOR UPDATE SKIP LOCKED`;
    const row = locked && (await tx.alertSubscription.findUnique({ where: { id } }));
    if (!row) return 0;
    const context = systemContext(world, row.tenantId);
    const watched = reportSubject(row.organizationId);
    const named = (await nameSubjects(tx, row.tenantId, [watched])).get(subjectKey(watched));
    const report = viewOf(row, named?.organization?.name);
    // One of a later version waits for that.
    if (!report) return leave(tx, row, new Date(now.getTime() + HOUR_MS));
    const because = await endOf(tx, report, { tenantId: row.tenantId, isThere: named !== undefined });
    if (because) {
      await endReport(tx, context, { report, organization: named?.organization, because });
      return 0;
    }

    const { settings, timeZone } = report;
    // A moment later, since what is due just now counts, too.
    const dueAt = lastBefore(settings.schedule, new Date(now.getTime() + 1), timeZone);
    await postReport(tx, context, { row, settings, organization: named?.organization, dueAt });
    await leave(tx, row, nextAfter(settings.schedule, now, timeZone));
    return 1;
  });
}

const HOUR_MS = 3_600_000;

async function leave(tx: Transaction, { id }: AlertSubscription, nextReportAt: Date): Promise<0> {
  await tx.alertSubscription.update({ where: { id }, data: { nextReportAt } });
  return 0;
}

/** Why there is nothing to tell any more, or who had it posted may not see it any more. */
async function endOf(
  tx: Transaction,
  { by, organizationId }: ReportView,
  { tenantId, isThere }: { readonly tenantId: string; readonly isThere: boolean },
): Promise<"gone" | "not-theirs" | undefined> {
  if (!isThere) return "gone";
  const watched = reportSubject(organizationId);
  return (await hasAlertRight(tx, { tenantId }, { personId: by.id, watched, right: "manage" }))
    ? undefined
    : "not-theirs";
}
