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
import { spanOf } from "./report-span.ts";

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
  const subject = organization
    ? ({ scope: "organization", organizationId: organization.id } as const)
    : ({ scope: "tenant" } as const);
  const organizationIds = organization ? await belowAndItself(tx, context.tenantId, organization.id) : null;
  const span = spanOf({ since, dueAt }, context.configuration);
  const usage = what === "alerts" ? nothingUsed : await gatherUsage(tx, context, { subject, span });
  return {
    what,
    name: organization?.name ?? "the installation",
    organizationId: organization?.id ?? null,
    from: span.from,
    until: span.until,
    since,
    dueAt,
    askedBy,
    usage: {
      ...usage,
      reclaimed: what === "alerts" ? null : await gatherReclaimed(tx, context, { organizationIds, since }),
    },
    alerts: await gatherAlerts(tx, context, { organizationIds, since, until: dueAt }),
    ending: what === "alerts" ? [] : await gatherEnding(tx, context, organizationIds),
    installation: what === "admin" ? await gatherInstallation(tx, context, since) : null,
  };
}

interface Since {
  readonly organizationIds: readonly string[] | null;
  readonly since: Date;
}

async function gatherReclaimed(tx: Transaction, { tenantId }: Context, { organizationIds, since }: Since) {
  const rows = await reclaimed(tx, tenantId, since, organizationIds);
  return rows.map(({ meter, amount }) => ({ meter, amount }));
}

const nothingUsed = { meters: [], cost: { amount: 0n, before: 0n }, lead: null, limits: [] };

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
