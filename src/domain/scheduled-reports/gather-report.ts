import type { Transaction } from "../../storage/database.ts";
import { readEnding } from "../alerts/observe/ending.ts";
import { reclaimed } from "../alerts/reclaimed.ts";
import type { Context } from "../context.ts";
import { belowAndItself } from "./below.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { subjectKey } from "../quotas/subject.ts";
import { gatherAlerts } from "./gather-alerts.ts";
import { gatherInstallation } from "./gather-installation.ts";
import { gatherUsage } from "./gather-usage.ts";
import type { EndingReported, ReportContent } from "./report-content.ts";
import type { ReportKind } from "./report-kind.ts";
import { reportSubject } from "./report-view.ts";
import { spanOf } from "./report-span.ts";
import type { ReportSpan } from "./report-span.ts";

const WEEK_MS = 7 * 86_400_000;
const MOST_ENDING = 5;

interface Wanted {
  readonly what: ReportKind;
  readonly organization: { readonly id: string; readonly name: string } | undefined;
  /** Since the report before. */
  readonly since: Date;
  readonly dueAt: Date;
  readonly askedBy: string | null;
}

/** All that a report says, of now. Who may read it is decided by whoever asks. */
export async function gatherReport(tx: Transaction, context: Context, wanted: Wanted): Promise<ReportContent> {
  const { what, organization, since, dueAt, askedBy } = wanted;
  const subject = reportSubject(organization?.id ?? null);
  const organizationIds = organization ? await belowAndItself(tx, context.tenantId, organization.id) : null;
  const span = spanOf({ since, dueAt }, context.configuration);
  return {
    what,
    ...whoOf(organization),
    from: span.from,
    until: span.until,
    since,
    dueAt,
    askedBy,
    usage:
      what === "alerts" ? nothingUsed : await gatherAllUsage(tx, context, { subject, span, organizationIds, since }),
    alerts: await gatherAlerts(tx, context, { organizationIds, since, until: dueAt }),
    ending: what === "alerts" ? [] : await gatherEnding(tx, context, organizationIds),
    installation: what === "admin" ? await gatherInstallation(tx, context, since) : null,
  };
}

function whoOf(organization: Wanted["organization"]): Pick<ReportContent, "name" | "organizationId"> {
  return organization
    ? { name: organization.name, organizationId: organization.id }
    : { name: "the installation", organizationId: null };
}

interface UsageAsked {
  readonly subject: ReturnType<typeof reportSubject>;
  readonly span: ReportSpan;
  readonly organizationIds: readonly string[] | null;
  readonly since: Date;
}

async function gatherAllUsage(
  tx: Transaction,
  context: Context,
  { subject, span, organizationIds, since }: UsageAsked,
): Promise<ReportContent["usage"]> {
  const usage = await gatherUsage(tx, context, { subject, span });
  const rows = await reclaimed(tx, context.tenantId, since, organizationIds);
  return { ...usage, reclaimed: rows.map(({ meter, amount }) => ({ meter, amount })) };
}

const nothingUsed = { meters: [], cost: { amount: 0n, before: 0n }, lead: null, limits: [], reclaimed: null };

/** What ends by itself in the week to come, the first first. */
async function gatherEnding(
  tx: Transaction,
  context: Context,
  organizationIds: readonly string[] | null,
): Promise<EndingReported[]> {
  const { now, tenantId } = context;
  const all = await readEnding({ tx, context }, new Date(now.getTime() + WEEK_MS));
  const mine = all
    .filter(({ subject }) => organizationIds === null || isIn(subject, organizationIds))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .slice(0, MOST_ENDING);
  const subjects = mine.map(({ subject }) => subject);
  const names = await nameSubjects(tx, tenantId, subjects);
  return mine.flatMap(({ subject, name: what, why, at }) => {
    const name = names.get(subjectKey(subject))?.name;
    return name === undefined ? [] : [{ name, isPersonal: "personId" in subject, what, why, at }];
  });
}

function isIn(subject: CountedSubject, organizationIds: readonly string[]): boolean {
  return "organizationId" in subject && organizationIds.includes(subject.organizationId);
}
