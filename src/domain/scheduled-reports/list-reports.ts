import { hasAlertRight } from "../alerts/alert-access.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { subjectKey } from "../quotas/subject.ts";
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
    if (!view) continue;

    const isHere = channel?.platform === row.platform && channel.channelExternalId === row.channelExternalId;
    const isMine = row.channelExternalId === directPlace(personId);
    const isManaged =
      view.settings.personId === undefined &&
      (await hasAlertRight(db, context, { personId, watched, right: "manage" }));
    if (isHere || isMine || isManaged) views.push(view);
  }
  return views;
}
