import type { Database, Transaction } from "../../storage/database.ts";
import { COST } from "../meters/meter.ts";
import type { Meter } from "../meters/meter.ts";
import { forecast } from "../quotas/forecast.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { usageByDay, usageTop, usageTotals } from "../usage/read-usage.ts";
import type { Reading, UsedOfMeter } from "../usage/read-usage.ts";
import type { LimitReported, ReportContent } from "./report-content.ts";
import type { ReportSpan } from "./report-span.ts";

const MOST_NAMED = 5;
const MOST_LIMITS = 10;

type Db = Database | Transaction;
type Usage = ReportContent["usage"];

interface Asked {
  readonly subject: Extract<CountedSubject, { scope: "organization" | "tenant" }>;
  readonly span: ReportSpan;
}

/** What was used in the days of a report beside as many days before, who used most, and where the limits lead. */
export async function gatherUsage(db: Db, reading: Reading, asked: Asked): Promise<Omit<Usage, "reclaimed">> {
  const { subject, span } = asked;
  const [totals, earlier, limits] = await Promise.all([
    usageTotals(db, reading, { subject, from: span.from, to: span.until }),
    usageTotals(db, reading, { subject, from: span.before, to: span.from }),
    gatherLimits(db, reading, asked),
  ]);
  const before = new Map(earlier.map((one) => [one.meter, one.amount]));
  const now = new Map(totals.map((one) => [one.meter, one]));
  const meters = reading.configuration.meters.flatMap(({ name }) => {
    const [amount, former] = [now.get(name)?.amount ?? 0n, before.get(name) ?? 0n];
    return name === COST || (amount === 0n && former === 0n) ? [] : [{ meter: name, amount, before: former }];
  });
  const lead = leadOf(reading.configuration.meters, { totals, limits });
  return {
    meters,
    cost: { amount: now.get(COST)?.amount ?? 0n, before: before.get(COST) ?? 0n },
    lead: lead ? await gatherLead(db, reading, { ...asked, meter: lead.name }) : null,
    limits,
  };
}

/** What cost most; without prices, the limit that is nearest; else the first that anything was used of. */
function leadOf(
  meters: readonly Meter[],
  { totals, limits }: { readonly totals: readonly UsedOfMeter[]; readonly limits: readonly LimitReported[] },
): Meter | undefined {
  const used = totals.filter(({ meter, amount }) => meter !== COST && amount > 0n);
  const dearest = used.toSorted((one, other) => Number(other.cost - one.cost)).find(({ cost }) => cost > 0n);
  const nearest = limits.find(({ meter }) => used.some((one) => one.meter === meter));
  const name = dearest?.meter ?? nearest?.meter ?? used[0]?.meter;
  return meters.find((meter) => meter.name === name);
}

async function gatherLead(
  db: Db,
  reading: Reading,
  { subject, span, meter }: Asked & { readonly meter: string },
): Promise<Usage["lead"]> {
  const top = { meter, from: span.from, to: span.until, limit: MOST_NAMED };
  const within = subject.scope === "organization" ? { organizationId: subject.organizationId } : {};
  const [days, before, people, organizations] = await Promise.all([
    usageByDay(db, reading, { subject, meter, from: span.drawn, to: span.until }),
    usageByDay(db, reading, { subject, meter, from: span.drawnBefore, to: span.drawn }),
    usageTop(db, reading, { ...top, ...within, by: "person" }),
    usageTop(db, reading, { ...top, ...within, by: "organization" }),
  ]);
  return {
    meter,
    days: days.map(({ startsAt: at, amount }, index) => {
      const former = before[index];
      return { at, amount, formerAt: former?.startsAt ?? at, before: former?.amount ?? 0n };
    }),
    people: people.map(({ name, amount }) => ({ name, amount })),
    organizations: organizations.map(({ name, amount }) => ({ name, amount })),
  };
}

/** Its own limits, the nearest to its end first. */
async function gatherLimits(db: Db, reading: Reading, { subject, span }: Asked): Promise<LimitReported[]> {
  const whose = subject.scope === "organization" ? { organizationId: subject.organizationId } : {};
  const [states = []] = await readLimitStates(db, reading, [whose]);
  const own = states
    .filter((state) => subjectKey(state.subject) === subjectKey(subject) && state.allowance !== null)
    .toSorted((one, other) => shareOf(other) - shareOf(one))
    .slice(0, MOST_LIMITS);
  const reported: LimitReported[] = [];
  for (const state of own) reported.push(await limitOf(db, reading, { state, span }));
  return reported;
}

function shareOf({ used, allowance }: LimitState): number {
  if (allowance === null) return 0;
  return allowance === 0n ? Infinity : Number(used) / Number(allowance);
}

async function limitOf(
  db: Db,
  reading: Reading,
  { state, span }: { readonly state: LimitState; readonly span: ReportSpan },
): Promise<LimitReported> {
  const { limit, startsAt, resetsAt, used, allowance, subject } = state;
  const isAhead = resetsAt !== null && !limit.window.startsWith("rolling:");
  // Whole days only: today is not over.
  const asked = { subject, meter: limit.meter, from: span.drawn, to: span.until };
  const days = isAhead ? await usageByDay(db, reading, asked) : [];
  const expected = forecast({ days, startsAt, endsAt: resetsAt, now: reading.now, used, allowance });
  return {
    meter: limit.meter,
    window: limit.window,
    startsAt,
    used,
    allowance,
    reachedAt: expected?.reachedAt.middle ?? null,
    daysLeft: expected?.daysLeft ?? null,
  };
}
