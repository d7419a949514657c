import type { Database, Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import { requireAlertRight } from "../alerts/alert-access.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { subjectKey } from "../quotas/subject.ts";
import { reportSubject, viewOf } from "./report-view.ts";
import type { ReportView } from "./report-view.ts";

export interface ReportFound {
  readonly row: AlertSubscription;
  readonly report: ReportView;
  readonly organization: Ref | undefined;
}

/**
 * A schedule that is the asker's own or that they manage. Refuses with `not-found`, also for somebody else's direct
 * messages, and with `forbidden`.
 */
export async function findReport(db: Database | Transaction, context: Context, id: string): Promise<ReportFound> {
  const { tenantId } = context;
  const { id: personId } = requirePerson(context);
  const row = await db.alertSubscription.findFirst({ where: { id, tenantId, purpose: "report", deletedAt: null } });
  if (!row) return refuse({ kind: "not-found", thing: "report" });
  const watched = reportSubject(row.organizationId);
  const organization = (await nameSubjects(db, tenantId, [watched])).get(subjectKey(watched))?.organization;
  const report = viewOf(row, organization?.name);
  const owner = report?.settings.personId;
  if (!report || (owner !== undefined && owner !== personId)) return refuse({ kind: "not-found", thing: "report" });

  // What comes to oneself is one's own to stop, whatever one's role has become.
  if (owner === undefined) await requireAlertRight(context, db, { watched, right: "manage" });
  return { row, report, organization };
}
