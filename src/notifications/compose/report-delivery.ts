import { hasAlertRight } from "../../domain/alerts/alert-access.ts";
import { readOrganization } from "../../domain/memberships/authority-in.ts";
import { readContent } from "../../domain/scheduled-reports/report-content.ts";
import type { ReportContent } from "../../domain/scheduled-reports/report-content.ts";
import { reportSubject, viewOf } from "../../domain/scheduled-reports/report-view.ts";
import type { AlertSubscription, Delivery } from "../../storage/generated/client.ts";
import type { Message } from "../message.ts";
import type { Audience } from "../routes.ts";
import type { Sender } from "../world.ts";
import { reportCard } from "./report.ts";

interface Reading {
  readonly readerId: string | undefined;
  /** Set where it is read by everybody in a channel. */
  readonly audience?: Audience;
}

/** A report as it was fixed when it was due; who reads it is looked at now. */
export async function reportMessage(
  { db, world }: Sender,
  { tenantId, subjectId }: Delivery,
  { readerId, audience }: Reading,
): Promise<Message | undefined> {
  const digest = await db.digest.findFirst({ where: { id: subjectId, tenantId, kind: "report" } });
  const content = digest && readContent(digest.data);
  if (!content) return undefined;
  const subscription = await db.alertSubscription.findFirst({ where: { id: digest.groupKey, tenantId } });
  const schedule = subscription ? viewOf(subscription, content.name) : undefined;
  const { configuration } = world();
  if (audience) {
    const isMasked = !(await showsMembers({ db, tenantId }, subscription, content));
    return reportCard(content, { configuration, schedule, isMasked });
  }
  const watched = reportSubject(content.organizationId);
  const isTheirs =
    readerId !== undefined && (await hasAlertRight(db, { tenantId }, { personId: readerId, watched, right: "manage" }));
  return isTheirs ? reportCard(content, { configuration, schedule, isMasked: false }) : noMoreYours;
}

/** A channel sees what members each use where all members do, and where those who run the installation read. */
async function showsMembers(
  { db, tenantId }: Pick<Sender, "db"> & { readonly tenantId: string },
  subscription: AlertSubscription | null,
  { organizationId }: ReportContent,
): Promise<boolean> {
  if (subscription) {
    const { platform, channelExternalId } = subscription;
    const where = { tenantId, platform, channelExternalId, purpose: "admin", organizationId: null, deletedAt: null };
    if ((await db.alertSubscription.count({ where })) > 0) return true;
  }
  if (organizationId === null) return false;
  return (await readOrganization(db, { tenantId }, organizationId))?.settings.membersCanSeeUsage === true;
}

const noMoreYours: Message = {
  tone: "neutral",
  title: "This report is no longer yours to see.",
  lines: ["Your role has changed since it was set up. Those who answer for it now see how it goes."],
};
