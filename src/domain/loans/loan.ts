import type { LoanState } from "../../storage/generated/enums.ts";
import type { Problem } from "../errors.ts";
import type { Ref } from "../events.ts";
import { writeAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { LoanFacts } from "../quotas/events.ts";
import type { LimitState } from "../quotas/limit.ts";
import { NOW } from "../quotas/window.ts";
import { showOf } from "../requests/show-of.ts";

/** Which of the two an organization is. */
export type Side = "lender" | "borrower";

/** A loan as it is now, with the names that people need. */
export interface LoanView {
  readonly id: string;
  readonly tenantId: string;
  readonly meter: Meter;
  readonly amount: Units;
  readonly lender: Ref;
  readonly borrower: Ref;
  readonly state: LoanState;
  /** True when the borrower asked for it and the lender accepts. */
  readonly askedFor: boolean;
  readonly proposer: Ref;
  readonly reason: string | null;
  readonly offeredAt: Date;
  readonly offerEndsAt: Date;
  readonly startsAt: Date | null;
  /** Exclusive. */
  readonly until: Date;
  readonly answeredBy: Ref | null;
  readonly answeredAt: Date | null;
  readonly returnedAt: Date | null;
  /** What the borrower had used of it when it went back. */
  readonly usedAmount: Units | null;
}

/** A loan with the limits that it moves quota between, as they are at this moment. */
export interface LoanCard extends LoanView {
  readonly lenderLimits: readonly LimitState[];
  readonly borrowerLimits: readonly LimitState[];
}

/** An offer is over from the very instant it ends, whether or not the clock has come by. */
export function stateAt(
  { state, offerEndsAt }: { readonly state: LoanState; readonly offerEndsAt: Date },
  now: Date,
): LoanState {
  return state === "offered" && offerEndsAt <= now ? "expired" : state;
}

/** Whose answer an offer waits for. */
export function answeringSide({ askedFor }: Pick<LoanView, "askedFor">): Side {
  return askedFor ? "lender" : "borrower";
}

/** Who proposed it. */
export function proposingSide({ askedFor }: Pick<LoanView, "askedFor">): Side {
  return askedFor ? "borrower" : "lender";
}

/** Why a loan is not in the state that this takes; undefined where it is. */
export function problemUnless(wanted: "offered" | "active", loan: LoanView): Problem | undefined {
  const { state, answeredBy, answeredAt, returnedAt, offerEndsAt } = loan;
  if (state === wanted) return undefined;

  const at = state === "expired" ? offerEndsAt : (returnedAt ?? answeredAt);
  const by = state === "expired" || state === "returned" ? null : answeredBy;
  return { kind: "loan-ended", state, ...(by && { by: by.name }), ...(at && { at: at.toISOString() }) };
}

/** The loan as its events tell of it. */
export function factsOf({ meter, amount, until, ...loan }: LoanView): LoanFacts {
  const { id, lender, borrower, proposer, askedFor } = loan;
  return {
    id,
    meter: meter.name,
    amount: writeAmount(meter, amount),
    shown: showOf(meter, amount),
    lender,
    borrower,
    until: until.toISOString(),
    proposer,
    askedFor,
  };
}

/** An organization's loan among those that it has borrowed and not returned. */
export interface Borrowed {
  readonly id: string;
  readonly amount: Units;
  readonly until: Date;
}

/**
 * What a borrower has used of a loan that goes back now: its own is used before what it borrowed, and of several loans the
 * one that ends first. Of what is only held (gauges) nothing is ever used up.
 */
export function usedOf(loan: Borrowed, limits: readonly LimitState[], running: readonly Borrowed[]): Units {
  const earlier = running
    .filter((other) => other.id !== loan.id && isBefore(other, loan))
    .reduce((sum, { amount }) => sum + amount, 0n);
  const parts = limits.map((state) => within(beyondOwn(state, running) - earlier, loan.amount));
  return parts.reduce((most, part) => (part > most ? part : most), 0n);
}

function isBefore(one: Borrowed, other: Borrowed): boolean {
  const difference = one.until.getTime() - other.until.getTime();
  return difference < 0 || (difference === 0 && one.id < other.id);
}

/** What is used and reserved beyond the limit without the loans that still run. */
function beyondOwn({ allowance, limit, used, reserved, additions }: LimitState, running: readonly Borrowed[]): Units {
  if (allowance === null || limit.window === NOW) return 0n;
  const ids = new Set(running.map(({ id }) => id));
  const borrowed = additions
    .filter(({ kind, id }) => kind === "borrowed" && id !== undefined && ids.has(id))
    .reduce((sum, { amount }) => sum + amount, 0n);
  return used + reserved - (allowance - borrowed);
}

function within(amount: Units, most: Units): Units {
  if (amount < 0n) return 0n;
  return amount > most ? most : amount;
}
