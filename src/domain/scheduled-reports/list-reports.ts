import { hasAlertRight } from "../alerts/alert-access.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { directPlace, reportSubject, viewOf } from "./report-view.ts";
import type { ReportView } from "./report-view.ts";

interface Selection {
  /** Where it is asked: what is posted there is shown to whoever asks. */
  readonly channel?: { readonly platform: Platform; readonly channelExternalId: string } | undefined;
}

/** Schedules that the asker manages, those that come to themselves, and those of the channel; the next one first. */
export async function listReports(context: Context, { channel }: Selection = {}): Promise<readonly ReportView[]> {
  const { db, tenantId } = context;
  const { id: personId } = requirePerson(context);
  const rows = await db.alertSubscription.findMany({
    where: { tenantId, purpose: "report", deletedAt: null },
    orderBy: [{ nextReportAt: "asc" }, { createdAt: "asc" }, { id: "asc" }],
  });
  const named = await nameSubjects(
    db,
    tenantId,
    rows.map(({ organizationId }) => reportSubject(organizationId)),
  );
  const views: ReportView[] = [];
  for (const row of rows) {
    const watched = reportSubject(row.organizationId);
    const view = viewOf(row, named.get(subjectKey(watched))?.organization?.name);
    const isNear = isOf(row, channel) || row.channelExternalId === directPlace(personId);
    if (view && (isNear || (await manages(context, personId, view)))) views.push(view);
  }
  return views;
}

function isOf(row: AlertSubscription, channel: Selection["channel"]): boolean {
  return channel?.platform === row.platform && channel.channelExternalId === row.channelExternalId;
}

/** What comes to somebody else is theirs alone. */
async function manages(context: Context, personId: string, { settings, organizationId }: ReportView): Promise<boolean> {
  if (settings.personId !== undefined) return false;
  return hasAlertRight(context.db, context, { personId, watched: reportSubject(organizationId), right: "manage" });
}
