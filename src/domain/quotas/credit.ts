import type { Units } from "../meters/meter.ts";

/** Something that usage is covered by, until it ends. Never changed, only voided. */
export interface CreditGrant {
  readonly id: string;
  readonly amount: Units;
  /** Lower ones are used first. */
  readonly priority: number;
  readonly effectiveAt: Date;
  /** Exclusive. */
  readonly expiresAt: Date | null;
  readonly voidedAt: Date | null;
  readonly createdAt: Date;
  readonly minRollover: Units;
  /** null: all of it. */
  readonly maxRollover: Units | null;
  /** When it is given anew. */
  readonly recursAt: readonly Date[];
}

export interface CreditRun {
  readonly grants: readonly CreditGrant[];
  /** When the window begins anew, ascending. */
  readonly resetsAt: readonly Date[];
  readonly from: Date;
  readonly to: Date;
  /** What was used in [from, to). */
  usedBetween(from: Date, to: Date): Units;
}

export interface GrantBalance {
  readonly id: string;
  readonly remaining: Units;
  /** What of it was used since the last reset. */
  readonly burned: Units;
}

/** A stretch of time in which nothing but usage changed. */
export interface CreditSegment {
  readonly from: Date;
  readonly to: Date;
  readonly used: Units;
  readonly burned: readonly { readonly id: string; readonly amount: Units }[];
  /** At its end. */
  readonly overage: Units;
}

export interface CreditBalance {
  /** What is left. Never positive together with overage. */
  readonly balance: Units;
  /** What was used since the last reset that nothing covered. */
  readonly overage: Units;
  readonly grants: readonly GrantBalance[];
  readonly segments: readonly CreditSegment[];
}

/** A grant as it stands at some moment of the run. */
interface Account {
  readonly grant: CreditGrant;
  readonly endsAt: number;
  remaining: Units;
  burned: Units;
}

/**
 * Replays usage against grants, as OpenMeter's credit engine does (semantics E5): usage burns grants by priority, then
 * the earlier expiry, the earlier creation, the id; what nothing covers is overage, which the next grant makes good; a
 * reset forgets overage and keeps of each grant MIN(maxRollover, MAX(before, minRollover)); a recurrence fills it again.
 */
export function runCredit({ grants, resetsAt, from, to, usedBetween }: CreditRun): CreditBalance {
  const accounts = grants.map(accountOf).toSorted(inBurnOrder);
  const resets = new Set(resetsAt.map(Number));
  const times = boundaries({ grants, resetsAt, from, to });
  const segments: CreditSegment[] = [];
  let overage = 0n;
  for (const [index, time] of times.entries()) {
    if (resets.has(time)) {
      overage = 0n;
      accounts.forEach((account) => rollOver(account, time));
    }
    accounts.forEach((account) => begin(account, time, index === 0));
    const next = times[index + 1];
    const used = next === undefined ? 0n : usedBetween(new Date(time), new Date(next));
    const burn = burnDown(accounts, time, used + overage);
    overage = burn.overage;
    if (next === undefined) break;
    segments.push({ from: new Date(time), to: new Date(next), used, burned: burn.burned, overage });
    accounts.forEach((account) => end(account, next));
  }

  return {
    balance: accounts.reduce((sum, { remaining }) => sum + remaining, 0n),
    overage,
    grants: accounts.map(({ grant: { id }, remaining, burned }) => ({ id, remaining, burned })),
    segments,
  };
}

/** What is kept of a grant's remainder when the window begins anew. */
export function rolledOver(before: Units, { amount, minRollover, maxRollover }: Rollover): Units {
  const most = maxRollover ?? amount;
  const least = before > minRollover ? before : minRollover;
  return least < most ? least : most;
}

type Rollover = Pick<CreditGrant, "amount" | "minRollover" | "maxRollover">;

function accountOf(grant: CreditGrant): Account {
  const ends = [grant.expiresAt, grant.voidedAt].map((at) => at?.getTime() ?? Infinity);
  return { grant, endsAt: Math.min(...ends), remaining: 0n, burned: 0n };
}

function inBurnOrder({ grant: one }: Account, { grant: other }: Account): number {
  return (
    one.priority - other.priority ||
    compared(one.expiresAt?.getTime() ?? Infinity, other.expiresAt?.getTime() ?? Infinity) ||
    one.createdAt.getTime() - other.createdAt.getTime() ||
    compared(one.id, other.id)
  );
}

function compared<Value extends number | string>(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** All moments at which something else than usage happens, with both ends of the run. */
function boundaries({ grants, resetsAt, from, to }: Omit<CreditRun, "usedBetween">): readonly number[] {
  const moments = grants.flatMap(({ effectiveAt, expiresAt, voidedAt, recursAt }) =>
    [effectiveAt, expiresAt, voidedAt, ...recursAt].filter((at) => at !== null),
  );
  const between = [...moments, ...resetsAt].map(Number).filter((at) => at > from.getTime() && at < to.getTime());
  return [...new Set([from.getTime(), ...between, to.getTime()])].toSorted((one, other) => one - other);
}

function isActive({ grant, endsAt }: Account, time: number): boolean {
  return grant.effectiveAt.getTime() <= time && time < endsAt;
}

/** What was given before the run begins it full, as what is given within it does. */
function begin(account: Account, time: number, isFirst: boolean): void {
  const { effectiveAt, recursAt, amount } = account.grant;
  if (!isActive(account, time)) return;
  if (isFirst || effectiveAt.getTime() === time || recursAt.some((at) => at.getTime() === time))
    account.remaining = amount;
}

function end(account: Account, time: number): void {
  if (!isActive(account, time)) account.remaining = 0n;
}

function rollOver(account: Account, time: number): void {
  account.burned = 0n;
  if (isActive(account, time)) account.remaining = rolledOver(account.remaining, account.grant);
}

function burnDown(accounts: readonly Account[], time: number, wanted: Units) {
  const burned: { id: string; amount: Units }[] = [];
  let left = wanted;
  for (const account of accounts) {
    const amount = isActive(account, time) ? smaller(account.remaining, left) : 0n;
    if (amount === 0n) continue;
    account.remaining -= amount;
    account.burned += amount;
    left -= amount;
    burned.push({ id: account.grant.id, amount });
  }
  return { burned, overage: left };
}

function smaller(one: Units, other: Units): Units {
  return one < other ? one : other;
}
