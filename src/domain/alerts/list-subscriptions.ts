import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { ReportKind } from "../scheduled-reports/report-kind.ts";
import { readSettings } from "../scheduled-reports/report-settings.ts";
import { DIRECT } from "../scheduled-reports/report-view.ts";
import { printSchedule } from "../scheduled-reports/schedule-words.ts";
import { hasAlertRight } from "./alert-access.ts";
import type { SubscriptionFacts } from "./routing-events.ts";
import { subscriptionFacts } from "./subscription.ts";

export interface SubscriptionView extends SubscriptionFacts {
  readonly organizationId: string | null;
  readonly by: string;
  readonly createdAt: Date;
  readonly budget: number | null;
  readonly timeZone: string;
  /** What is posted there by a schedule, instead of alerts: "every Monday at 09:00". */
  readonly report: { readonly what: ReportKind; readonly every: string } | null;
  /** null: it arrives there. */
  readonly degraded: { readonly since: Date; readonly reason: string; readonly retryAt: Date | null } | null;
}

interface Selection {
  /** One channel's. */
  readonly channel?: { readonly platform: Platform; readonly channelExternalId: string } | undefined;
}

/** Who subscribed which channel to what, as far as the asker manages it; those of a channel to whoever asks there. */
export async function listSubscriptions(
  context: Context,
  { channel }: Selection = {},
): Promise<readonly SubscriptionView[]> {
  const { db, tenantId } = context;
  const { id: personId } = requirePerson(context);
  const rows = await db.alertSubscription.findMany({
    // What comes to one person by a schedule is no channel's.
    where: { tenantId, deletedAt: null, NOT: { channelExternalId: { startsWith: DIRECT } }, ...channel },
    orderBy: [{ channelName: "asc" }, { createdAt: "asc" }],
  });
  const named = await nameSubjects(db, tenantId, rows.map(subjectOfSubscription));
  const views: SubscriptionView[] = [];
  for (const row of rows) {
    const watched = subjectOfSubscription(row);
    if (!channel && !(await hasAlertRight(db, context, { personId, watched, right: "manage" }))) continue;
    views.push(viewOf(context, row, named.get(subjectKey(watched))?.organization?.name));
  }
  return views;
}

function subjectOfSubscription({ organizationId }: AlertSubscription): CountedSubject {
  return organizationId === null ? { scope: "tenant" } : { scope: "organization", organizationId };
}

function viewOf(context: Context, row: AlertSubscription, organization: string | undefined): SubscriptionView {
  const { organizationId, createdByName, createdAt, budget, timeZone, state, degradedAt, degradedReason, retryAt } =
    row;
  return {
    ...subscriptionFacts(context, row, organization),
    organizationId,
    by: createdByName,
    createdAt,
    budget,
    timeZone,
    report: reportOf(row),
    degraded:
      state === "degraded"
        ? { since: degradedAt ?? createdAt, reason: degradedReason ?? "It cannot be posted to.", retryAt }
        : null,
  };
}

function reportOf({ purpose, report }: AlertSubscription): SubscriptionView["report"] {
  const settings = purpose === "report" ? readSettings(report) : undefined;
  return settings ? { what: settings.what, every: printSchedule(settings.schedule) } : null;
}
