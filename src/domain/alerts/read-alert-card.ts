import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { findGiver } from "../quotas/giver.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { usageByDay } from "../usage/read-usage.ts";
import type { UsedOnDay } from "../usage/read-usage.ts";
import { maySuspend } from "../people/may-suspend.ts";
import { hasAlertRight } from "./alert-access.ts";
import type { AlertView } from "./alert.ts";
import { recentUse, runningJobs } from "./contributors.ts";
import type { RecentUse } from "./contributors.ts";
import { readAlert } from "./read-alert.ts";

type Db = Database | Transaction;
type Reading = Pick<Context, "tenantId" | "now" | "configuration">;

/** An alert with what its card shows of the present. */
export interface AlertCard {
  readonly alert: AlertView;
  /** The limit that it is about, as it stands now. */
  readonly state: LimitState | undefined;
  /** Of the window up to now, or the last two weeks where the kind has none. */
  readonly days: readonly UsedOnDay[];
  /** The week before, for the forecast. */
  readonly earlier: readonly UsedOnDay[];
  readonly recent: RecentUse | undefined;
  /** Jobs that run on what little is left. */
  readonly running: readonly string[];
  /** The names of now of whom it is about, and how they are typed. */
  readonly person: { readonly id: string; readonly name: string; readonly username: string } | undefined;
  readonly organization: { readonly id: string; readonly name: string; readonly membersSeeUsage: boolean } | undefined;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const ofLimits: ReadonlySet<string> = new Set(["quota", "overage", "forecast"]);
const ofUse: ReadonlySet<string> = new Set([...ofLimits, "usage", "unusual"]);

/** An alert of this tenant with what its card shows; undefined where there is none. */
export async function readAlertCard(db: Db, reading: Reading, id: string): Promise<AlertCard | undefined> {
  const alert = await readAlert(db, reading, id);
  if (!alert) return undefined;
  const whose = await whoseIsIt(db, reading.tenantId, alert.subject);
  if (!alert.meter || !ofUse.has(alert.kind) || alert.isSample) return { ...nothing, ...whose, alert };

  const state = ofLimits.has(alert.kind) ? await stateOf(db, reading, alert) : undefined;
  const isCounter = alert.meter.kind === "counter";
  const [days, recent, running] = await Promise.all([
    daysFor(db, reading, alert),
    isCounter
      ? recentUse(db, { ...reading, ...recently(reading, alert), subject: alert.subject, meter: alert.meter.name })
      : undefined,
    alert.severity === "critical"
      ? runningJobs(db, { ...reading, subject: alert.subject, meter: alert.meter.name })
      : [],
  ]);
  return { ...whose, ...days, alert, state, recent, running };
}

const nothing = { state: undefined, days: [], earlier: [], recent: undefined, running: [] };

/** The last day of it, or since its window began; of what was used within some hours, just those. */
function recently({ now }: Reading, { windowStart, facts, kind }: AlertView): { from: Date; to: Date } {
  const span = kind === "usage" ? (facts.hours ?? 24) * HOUR_MS : DAY_MS;
  const from = Math.ceil((now.getTime() - span) / HOUR_MS) * HOUR_MS;
  const isWindowed = ofLimits.has(kind);
  return { from: new Date(isWindowed ? Math.max(from, windowStart.getTime()) : from), to: now };
}

async function stateOf(
  db: Db,
  reading: Reading,
  { subject, meter, window }: AlertView,
): Promise<LimitState | undefined> {
  const [states = []] = await readLimitStates(db, reading, [subject.scope === "tenant" ? {} : subject]);
  return states.find(
    (state) =>
      subjectKey(state.subject) === subjectKey(subject) &&
      state.limit.meter === meter?.name &&
      state.limit.window === window,
  );
}

async function daysFor(
  db: Db,
  reading: Reading,
  { subject, meter, kind, window, windowStart, windowEnd }: AlertView,
): Promise<Pick<AlertCard, "days" | "earlier">> {
  const isDrawn = meter && window !== "now" && window !== "lifetime";
  if (!isDrawn) return { days: [], earlier: [] };
  const twoWeeksAgo = new Date(reading.now.getTime() - 2 * WEEK_MS);
  const isWindowed = ofLimits.has(kind) && !window.startsWith("rolling:");
  const startsAt = isWindowed ? windowStart : twoWeeksAgo;
  const to = windowEnd && windowEnd < reading.now ? windowEnd : reading.now;
  const from = new Date(startsAt.getTime() - WEEK_MS);
  const all = await usageByDay(db, reading, { subject, meter: meter.name, from, to });
  return {
    days: all.filter((day) => day.startsAt >= startsAt),
    earlier: all.filter((day) => day.startsAt < startsAt),
  };
}

async function whoseIsIt(
  db: Db,
  tenantId: string,
  subject: CountedSubject,
): Promise<Pick<AlertCard, "person" | "organization">> {
  const [person, organization] = await Promise.all([
    "personId" in subject
      ? db.person.findFirst({
          where: { id: subject.personId, tenantId },
          select: { id: true, displayName: true, username: true },
        })
      : null,
    "organizationId" in subject
      ? db.organization.findFirst({
          where: { id: subject.organizationId, tenantId },
          select: { id: true, name: true, membersCanSeeUsage: true },
        })
      : null,
  ]);
  return {
    person: person ? { id: person.id, name: person.displayName, username: person.username } : undefined,
    organization: organization
      ? { id: organization.id, name: organization.name, membersSeeUsage: organization.membersCanSeeUsage }
      : undefined,
  };
}

/** What somebody may do about an alert now. */
export interface AlertRights {
  readonly see: boolean;
  readonly manage: boolean;
  /** Raise the limit, or pause. */
  readonly give: boolean;
  /** Belongs to the organization whose it is, or it is about them. */
  readonly request: boolean;
  /** Suspend the account of whom it is about. */
  readonly suspend: boolean;
}

/** The same for one reader of its card. */
export async function alertRights(
  db: Db,
  reading: Pick<Context, "tenantId">,
  { subject, personId }: { readonly subject: CountedSubject; readonly personId: string },
): Promise<AlertRights> {
  const { tenantId } = reading;
  const [see, manage, giver, member] = await Promise.all([
    hasAlertRight(db, reading, { personId, watched: subject, right: "see" }),
    hasAlertRight(db, reading, { personId, watched: subject, right: "manage" }),
    findGiver(db, reading, { personId, subject }),
    "organizationId" in subject
      ? db.membership.count({ where: { tenantId, personId, organizationId: subject.organizationId } })
      : 0,
  ]);
  const isOwn = !("personId" in subject) || subject.personId === personId;
  const suspend =
    "personId" in subject && (await maySuspend(db, tenantId, { actorId: personId, personId: subject.personId }));
  return { see, manage, give: giver !== undefined, request: isOwn && member > 0, suspend };
}
