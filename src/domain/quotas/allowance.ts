import type { Units } from "../meters/meter.ts";
import { runCredit } from "./credit.ts";
import type { CreditGrant } from "./credit.ts";
import type { Addition, Limit } from "./limit.ts";
import { loanAdditions } from "./loan-additions.ts";
import type { GrantFact, LimitFacts } from "./path-facts.ts";
import { subjectKey } from "./subject.ts";
import type { CountedSubject } from "./subject.ts";
import { previousWindow, windowAt } from "./window-at.ts";
import type { Calendar, Span } from "./window-at.ts";
import { parseWindow } from "./window.ts";

export interface Allowance {
  readonly additions: readonly Addition[];
  /** null: unlimited. */
  readonly allowance: Units | null;
}

/** Grants are used after the limit itself, unless they are given a priority below this. */
const BASE_PRIORITY = 5;
const BASE = "limit";
/** So far back grants are followed from window to window; what is older begins full. */
const MOST_WINDOWS = 400;

/**
 * A limit with what grants and loans add to it in the window that is running. What of a grant earlier windows have used
 * is gone, replayed against the limit as it is now; what it covered in this window stays, even after it has ended.
 */
export function allowanceOf(limit: Limit, subject: CountedSubject, facts: LimitFacts): Allowance {
  if (limit.amount === null) return { additions: [], allowance: null };

  const span = windowAt(limit.window, facts.now, facts.configuration);
  const additions = [...grantAdditions({ limit, subject, span }, facts), ...loanAdditions(limit, subject, span, facts)];
  const allowance = additions.reduce((sum, { amount }) => sum + amount, limit.amount);
  return { additions, allowance: allowance > 0n ? allowance : 0n };
}

/** When something is added or ends, if that is still to come. */
export function changesOf(subject: CountedSubject, meter: string, facts: LimitFacts): readonly Date[] {
  const { now, configuration } = facts;
  const grants = facts.grantsOf(subjectKey(subject)).filter((grant) => grant.meter === meter && !isOver(grant, now));
  const loans =
    subject.scope === "organization"
      ? facts.loansOf(subject.organizationId).filter((loan) => loan.meter === meter)
      : [];
  return [
    ...grants.flatMap(({ effectiveAt, expiresAt, recurrence }) => [
      effectiveAt,
      expiresAt,
      recurrence && windowAt(recurrence, now, configuration).endsAt,
    ]),
    ...loans.filter(({ state }) => state === "active").flatMap(({ startsAt, until }) => [startsAt, until]),
  ].filter((at): at is Date => at instanceof Date && at > now);
}

interface Topping {
  readonly limit: Limit;
  readonly subject: CountedSubject;
  readonly span: Span;
}

function grantAdditions({ limit, subject, span }: Topping, facts: LimitFacts): readonly Addition[] {
  const { now } = facts;
  const grants = facts.grantsOf(subjectKey(subject)).filter(({ meter }) => meter === limit.meter);
  if (grants.length === 0) return [];
  const kind = parseWindow(limit.window)?.kind;
  const isReplayed = kind === "calendar" || kind === "anchored" || kind === "lifetime";
  const since = isReplayed ? span.startsAt : now;
  const live = grants.filter((grant) => grant.effectiveAt <= now && !isOver(grant, since));
  if (!isReplayed || live.every((grant) => isUntouched(grant, span, facts)))
    return live.map((grant) => added(grant, "grant", grant.amount));

  const parts = replayed({ limit, subject, span }, grants, facts);
  return live
    .map((grant) => added(grant, isCarried(grant, span) ? "rollover" : "grant", parts.get(grant.id) ?? 0n))
    .filter(({ amount }) => amount !== 0n);
}

/** Given, or given anew, in this window and whole since: nothing has to be known of what was used. */
function isUntouched(grant: GrantFact, span: Span, { now, configuration }: LimitFacts): boolean {
  if (isOver(grant, now)) return false;
  const anew = grant.recurrence === null ? null : windowAt(grant.recurrence, now, configuration).startsAt;
  const isFirst = anew === null || anew <= grant.effectiveAt;
  return isFirst ? grant.effectiveAt >= span.startsAt : anew.getTime() === span.startsAt.getTime();
}

/** What comes anew is not kept from one window to the next. */
function isCarried({ effectiveAt, recurrence }: GrantFact, { startsAt }: Span): boolean {
  return effectiveAt < startsAt && recurrence === null;
}

function isOver({ expiresAt, voidedAt }: GrantFact, at: Date): boolean {
  return (expiresAt !== null && expiresAt <= at) || (voidedAt !== null && voidedAt <= at);
}

function added(grant: GrantFact, kind: "grant" | "rollover", amount: Units): Addition {
  const { id, effectiveAt: from, expiresAt: until, by, reason } = grant;
  return { kind, id, amount, from, until, by, reason };
}

/** What each grant adds to the limit in this window: what it covered of it, and what is left. */
function replayed(
  { limit, subject, span }: Topping,
  grants: readonly GrantFact[],
  { now, configuration, usedBetween }: LimitFacts,
): ReadonlyMap<string, Units> {
  const given = grants.filter(({ effectiveAt }) => effectiveAt <= now);
  const first = new Date(Math.min(...given.map(({ effectiveAt }) => effectiveAt.getTime())));
  const windows = windowsBack(limit.window, span, { first, calendar: configuration });
  const from = windows[0] ?? span.startsAt;
  const run = runCredit({
    grants: [baseOf(limit, from), ...given.map((grant) => creditOf(grant, now, configuration))],
    resetsAt: windows,
    from,
    to: now,
    usedBetween: (from, to) => usedBetween({ subject, meter: limit.meter, from, to }),
  });
  return new Map(run.grants.map(({ id, remaining, burned }) => [id, remaining + burned]));
}

/** The starts of this window and of those before it, back to the one that a moment belongs to; ascending. */
function windowsBack(
  window: string,
  span: Span,
  { first, calendar }: { readonly first: Date; readonly calendar: Calendar },
): readonly Date[] {
  const starts = [span.startsAt];
  for (let start = span.startsAt; start > first && starts.length < MOST_WINDOWS;) {
    const before = previousWindow(window, start, calendar);
    if (!before) break;
    start = before.startsAt;
    starts.push(start);
  }
  return starts.toReversed();
}

/** The limit itself: each reset makes it whole, whatever was left. */
function baseOf({ amount }: Limit, from: Date): CreditGrant {
  const whole = amount ?? 0n;
  return {
    id: BASE,
    amount: whole,
    priority: BASE_PRIORITY,
    effectiveAt: from,
    expiresAt: null,
    voidedAt: null,
    createdAt: from,
    minRollover: whole,
    maxRollover: whole,
    recursAt: [],
  };
}

function creditOf(grant: GrantFact, now: Date, calendar: Calendar): CreditGrant {
  return { ...grant, recursAt: grant.recurrence ? recurrences(grant, grant.recurrence, { now, calendar }) : [] };
}

function recurrences(
  { effectiveAt }: GrantFact,
  recurrence: string,
  { now, calendar }: { readonly now: Date; readonly calendar: Calendar },
): readonly Date[] {
  const { startsAt } = windowAt(recurrence, now, calendar);
  const starts = windowsBack(recurrence, { startsAt, endsAt: null }, { first: effectiveAt, calendar });
  return starts.filter((at) => at > effectiveAt);
}
