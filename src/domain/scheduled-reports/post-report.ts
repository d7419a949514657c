import type { Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { plan } from "../deliveries/plan.ts";
import type { Ref } from "../events.ts";
import { gatherReport } from "./gather-report.ts";
import { readContent, writeContent } from "./report-content.ts";
import type { ReportSettings } from "./report-settings.ts";
import { writeSettings } from "./report-settings.ts";
import { lastBefore } from "./schedule.ts";

export interface Posting {
  readonly row: AlertSubscription;
  readonly settings: ReportSettings;
  readonly organization: Ref | undefined;
  readonly dueAt: Date;
  /** Set where somebody asked for it now: the schedule goes on as it would. */
  readonly askedBy?: string;
}

/** Fixes what the report says and plans its message. Only who holds the schedule's row lock. */
export async function postReport(tx: Transaction, context: Context, posting: Posting): Promise<void> {
  const { row, settings, organization, dueAt, askedBy } = posting;
  const { tenantId } = context;
  const recipient = settings.personId === undefined ? `channel:${row.id}` : `person:${settings.personId}`;
  const missed = askedBy === undefined ? await takeBack(tx, { tenantId, recipient, reportId: row.id }) : undefined;
  const since = askedBy === undefined ? (missed ?? settings.toldUntil ?? oneBefore(posting)) : asLong(posting);
  const content = await gatherReport(tx, context, {
    what: settings.what,
    organization,
    since,
    dueAt,
    askedBy: askedBy ?? null,
  });
  const id = context.newId();
  await tx.digest.create({
    data: {
      id,
      tenantId,
      recipient,
      kind: "report",
      groupKey: row.id,
      createdAt: context.now,
      dueAt,
      sentAt: context.now,
      data: writeContent(content),
    },
  });
  await plan(tx, context, { subject: "report", subjectId: id, recipient });
  if (askedBy !== undefined) return;
  const report = writeSettings({ ...settings, toldUntil: dueAt });
  await tx.alertSubscription.update({ where: { id: row.id }, data: { report } });
}

function oneBefore({ settings, dueAt, row }: Posting): Date {
  return lastBefore(settings.schedule, dueAt, row.timeZone);
}

/** At once it tells of as much time as it would by its schedule. */
function asLong(posting: Posting): Date {
  const last = oneBefore(posting);
  const length = last.getTime() - oneBefore({ ...posting, dueAt: last }).getTime();
  return new Date(posting.dueAt.getTime() - length);
}

interface Held {
  readonly tenantId: string;
  readonly recipient: string;
  readonly reportId: string;
}

/**
 * What waits for a channel that cannot be posted to is not posted beside the next one, which tells of that time, too.
 * Since when it would have told.
 */
async function takeBack(tx: Transaction, { tenantId, recipient, reportId }: Held): Promise<Date | undefined> {
  const digests = await tx.$queryRaw<readonly { id: string; data: unknown }[]>`
    WITH gone AS (
      DELETE FROM delivery d USING digest g
      WHERE d.tenant_id = ${tenantId}::uuid AND d.recipient = ${recipient} AND d.subject = 'report'
        AND d.state = 'held' AND d.shown_version = 0 AND g.id = d.subject_id AND g.group_key = ${reportId}
      RETURNING d.subject_id
    )
    SELECT id, data FROM digest WHERE id IN (SELECT subject_id FROM gone)`;
  await tx.digest.deleteMany({ where: { id: { in: digests.map(({ id }) => id) } } });
  const starts = digests.flatMap(({ data }) => readContent(data)?.since ?? []);
  return starts.toSorted((one, other) => one.getTime() - other.getTime())[0];
}
