import type { Context } from "../context.ts";
import type { Meter } from "../meters/meter.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { usageByDay, usageTotals } from "../usage/read-usage.ts";
import type { UsedOfMeter, UsedOnDay } from "../usage/read-usage.ts";
import { jobsSince, topJobs } from "../usage/top-jobs.ts";
import type { UsedByJob } from "../usage/top-jobs.ts";
import type { Period } from "./period.ts";
import { requireUsageAccess } from "./usage-access.ts";

interface Question {
  readonly subject: CountedSubject;
  readonly period: Pick<Period, "from" | "to">;
  /** Of a person: the organization in which their limits are looked up; outside of any, when left out. */
  readonly within?: string | undefined;
}

export interface UsageTotals {
  /** "Vision Lab", "Bob Ekman in Vision Lab". */
  readonly name: string;
  /** Of every meter that anything was used of, in the configuration's order. */
  readonly totals: readonly UsedOfMeter[];
  /** The subject's limits as they stand now, and behind them those that bind a person only within an organization. */
  readonly limits: readonly LimitState[];
}

/** What somebody, an organization with all below it, or the whole installation used in a period, of every meter. */
export async function showUsage(context: Context, { subject, period, within }: Question): Promise<UsageTotals> {
  await requireUsageAccess(context, subject);
  const { name } = await nameSubject(context.db, context.tenantId, subject);

  const [totals, limits] = await Promise.all([
    usageTotals(context.db, context, { subject, ...period }),
    limitsOf(context, subject, within),
  ]);
  return { name, totals, limits };
}

export interface MeterUsage {
  readonly name: string;
  /** Every day of the period up to now, also those without use. */
  readonly days: readonly UsedOnDay[];
  /** The days before, as many as a forecast takes at a window's beginning. */
  readonly earlier?: readonly UsedOnDay[];
  /** What used most, as far back as single events are kept. */
  readonly jobs: readonly UsedByJob[];
  /** Set where jobs are not those of the whole period: from when on they are looked at. */
  readonly jobsSince?: Date;
  /** The limit whose window is just this period. */
  readonly limit: LimitState | undefined;
}

const MOST_JOBS = 5;
const DAYS_BEFORE_MS = 8 * 86_400_000;

/** The same of one meter, day by day. */
export async function showMeterUsage(
  context: Context,
  { subject, period, meter, within }: Question & { readonly meter: Meter },
): Promise<MeterUsage> {
  await requireUsageAccess(context, subject);
  const { name } = await nameSubject(context.db, context.tenantId, subject);

  const asked = { subject, meter: meter.name, from: period.from, to: period.to };
  const before = { ...asked, from: new Date(period.from.getTime() - DAYS_BEFORE_MS), to: period.from };
  const [days, earlier, jobs, limits] = await Promise.all([
    usageByDay(context.db, context, asked),
    usageByDay(context.db, context, before),
    topJobs(context.db, context, { ...asked, limit: MOST_JOBS }),
    limitsOf(context, subject, within),
  ]);
  const isMeant = ({ limit, startsAt, resetsAt, subject: counted }: LimitState) =>
    subjectKey(counted) === subjectKey(subject) &&
    limit.meter === meter.name &&
    startsAt.getTime() === period.from.getTime() &&
    resetsAt?.getTime() === period.to.getTime();
  const known = days.filter(({ startsAt }) => startsAt <= context.now);
  const since = jobsSince(period, context.now);
  return {
    name,
    days: known,
    earlier,
    jobs,
    ...(since > period.from && { jobsSince: since }),
    limit: limits.find(isMeant),
  };
}

/** Those that are counted for the subject itself; of a person, also those that are theirs in that organization alone. */
async function limitsOf(context: Context, subject: CountedSubject, within?: string): Promise<readonly LimitState[]> {
  const organizationId = "organizationId" in subject ? subject.organizationId : within;
  const whose = {
    ...("personId" in subject && { personId: subject.personId }),
    ...(organizationId && { organizationId }),
  };
  const [states = []] = await readLimitStates(context.db, context, [whose]);
  const own = states.filter((state) => subjectKey(state.subject) === subjectKey(subject));
  const there = states.filter((state) => subject.scope === "person" && state.subject.scope === "member");
  return [...own, ...there];
}
