import type { Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { hasAlertRight } from "../alerts/alert-access.ts";
import { each } from "../alerts/each.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { subjectKey } from "../quotas/subject.ts";
import { postReport } from "./post-report.ts";
import type { Posting } from "./post-report.ts";
import { readSettings, writeSettings } from "./report-settings.ts";
import { reportSubject, viewOf } from "./report-view.ts";
import type { ReportView } from "./report-view.ts";
import { lastBefore, nextAfter } from "./schedule.ts";
import { endReport } from "./stop-report.ts";

const BATCH = 50;
const DAY_MS = 86_400_000;

/**
 * Run by the clock: posts each report that is due, once, however many instances there are; of several that were missed,
 * the last, which tells of all that time. Returns how many.
 */
export async function postDueReports(world: World): Promise<number> {
  await beginAnew(world);
  const due = await world.db.alertSubscription.findMany({
    where: { purpose: "report", deletedAt: null, nextReportAt: { lte: world.now } },
    orderBy: { nextReportAt: "asc" },
    take: BATCH,
    select: { id: true },
  });
  return each(due, ({ id }) => postDue(world, id));
}

/**
 * What was told of days to come was so by a clock that ran ahead, and the next one would be as far off. One that was ahead
 * by less than a day has skipped nothing, since nothing comes more often.
 */
async function beginAnew({ db, now }: World): Promise<void> {
  const ahead = await db.$queryRaw<readonly { id: string }[]>`
    SELECT id FROM alert_subscription WHERE purpose = 'report' AND deleted_at IS NULL
      AND (report->>'toldUntil')::timestamptz > ${new Date(now.getTime() + DAY_MS)}::timestamptz`;
  for (const { id } of ahead) {
    const { report, timeZone, nextReportAt } = await db.alertSubscription.findUniqueOrThrow({ where: { id } });
    const settings = readSettings(report);
    if (!settings) continue;
    const { toldUntil: _ahead, ...begins } = settings;
    const data = { report: writeSettings(begins), nextReportAt: nextAfter(settings.schedule, now, timeZone) };
    await db.alertSubscription.updateMany({ where: { id, nextReportAt }, data });
  }
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
    const posted = await postUntold(tx, context, { row, settings, organization: named?.organization, dueAt });
    await leave(tx, row, nextAfter(settings.schedule, now, timeZone));
    return posted;
  });
}

/** What a clock that ran ahead told of already is not told again. */
async function postUntold(tx: Transaction, context: Context, posting: Posting): Promise<number> {
  const { row, dueAt } = posting;
  const where = { tenantId: row.tenantId, kind: "report", groupKey: row.id, dueAt };
  if ((await tx.digest.count({ where })) > 0) return 0;

  await postReport(tx, context, posting);
  return 1;
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
