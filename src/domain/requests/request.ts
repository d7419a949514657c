import type { RequestState, Role } from "../../storage/generated/enums.ts";
import type { Problem } from "../errors.ts";
import type { Ref } from "../events.ts";
import { writeAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { LimitState } from "../quotas/limit.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { RequestFacts } from "./events.ts";
import { showOf } from "./show-of.ts";
import type { RequestTerms } from "./terms.ts";
import type { Needed, Tally, Vote } from "./votes.ts";

/** Whose limit may be raised on request. */
export type RequestSubject = Exclude<CountedSubject, { scope: "tenant" }>;

/** A limit as it was when somebody asked for more of it. */
export interface KnownLimit {
  readonly window: string;
  /** null: unlimited. */
  readonly allowance: Units | null;
  readonly used: Units;
}

/** What the card compares the present with. */
export interface Baseline {
  /** The requester's role in the organization. */
  readonly role: Role | null;
  readonly limits: readonly KnownLimit[];
  /** Set where a length of time was asked for: it counts from the start of the grant. */
  readonly lengthMs?: number | undefined;
}

/** The grant that an approval made, as it is now. */
export interface RequestGrant {
  readonly id: string;
  readonly amount: Units;
  readonly from: Date;
  /** Exclusive; null: for good. */
  readonly until: Date | null;
  readonly state: "scheduled" | "active" | "ended" | "revoked";
  /** When it was taken back, and by whom. */
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

/** A request as it is now, with the names that people need. */
export interface RequestView {
  readonly id: string;
  readonly tenantId: string;
  readonly requester: Ref;
  readonly subject: RequestSubject;
  /** "Bob Ekman in Vision Lab". */
  readonly subjectName: string;
  readonly organization: Ref | null;
  readonly meter: Meter;
  readonly amount: Units;
  /** As it was asked for; exclusive. null: for good. */
  readonly until: Date | null;
  readonly reason: string;
  readonly state: RequestState;
  /** Waits an hour. */
  readonly urgent: boolean;
  /** What an approval is of: as it was asked for, or as the last approver changed it. */
  readonly terms: RequestTerms;
  readonly termsVersion: number;
  /** Who changed the terms; null: they are as they were asked for. */
  readonly changedBy: Ref | null;
  /** Of one that was decided, of those who decided it and of those who said otherwise. */
  readonly votes: readonly Vote[];
  readonly needed: Needed;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly baseline: Baseline;
  readonly decidedBy: Ref | null;
  readonly decidedAt: Date | null;
  /** The answer in words, where one was given. */
  readonly decision: string | null;
  readonly escalatedAt: Date | null;
  /** Only of an approved one. */
  readonly grant: RequestGrant | null;
}

/** Of those who may grant it, how many are away. */
export interface Absence {
  readonly away: number;
  readonly of: number;
}

/** Something that is not as it was when the request was made. */
export type Change =
  | {
      readonly kind: "limit";
      readonly window: string;
      readonly before: Units | null;
      /** undefined: there is no such limit any more. */
      readonly after: Units | null | undefined;
    }
  | { readonly kind: "used"; readonly window: string; readonly before: Units; readonly after: Units }
  | { readonly kind: "role"; readonly before: Role; readonly after: Role | null };

/** A request with the limits that it is about, as they are at this moment. */
export interface RequestCard extends RequestView {
  /** The subject's own, of the request's meter. */
  readonly limits: readonly LimitState[];
  /** Those of the organization and above, which a grant does not raise. */
  readonly pools: readonly LimitState[];
  readonly changes: readonly Change[];
  /** Grants from earlier requests for the same subject and meter that still run. */
  readonly overlapping: readonly { readonly amount: Units; readonly until: Date | null }[];
  readonly tally: Tally;
  /** Of those who are asked and there, who has not answered yet. */
  readonly open: readonly Ref[];
  readonly absence: Absence;
}

/** A request is over from the very instant it expires, whether or not the clock has come by. */
export function stateAt(
  { state, expiresAt }: { readonly state: RequestState; readonly expiresAt: Date },
  now: Date,
): RequestState {
  return state === "pending" && expiresAt <= now ? "expired" : state;
}

/** Why a request can no longer be answered; undefined while it can. */
export function problemWithEnded({ state, decidedBy, decidedAt, expiresAt }: RequestView): Problem | undefined {
  if (state === "pending") return undefined;

  const at = state === "expired" ? expiresAt : (decidedAt ?? expiresAt);
  return { kind: "request-ended", state, at: at.toISOString(), ...(decidedBy && { by: decidedBy.name }) };
}

/** The request as its events tell of it. */
export function factsOf({ organization, meter, subject, until, ...request }: RequestView): RequestFacts {
  return {
    id: request.id,
    requester: request.requester,
    subject: request.subjectName,
    subjectKey: subjectKey(subject),
    meter: meter.name,
    amount: writeAmount(meter, request.amount),
    shown: showOf(meter, request.amount),
    until: until?.toISOString() ?? null,
    ...(organization && { organization }),
  };
}

/** What has changed since the request was made; use counts where it is within the same window. */
export function changesSince(
  { role: before, limits: known }: Baseline,
  now: { readonly role: Role | null; readonly limits: readonly LimitState[] },
): readonly Change[] {
  const changes = known.flatMap((limit) => changesOf(limit, now.limits));
  return before === null || before === now.role ? changes : [...changes, { kind: "role", before, after: now.role }];
}

function changesOf(known: KnownLimit, limits: readonly LimitState[]): readonly Change[] {
  const { window, allowance: before, used } = known;
  const current = limits.find(({ limit }) => limit.window === window);
  if (!current) return [{ kind: "limit", window, before, after: undefined }];

  const limit: readonly Change[] =
    current.allowance === before ? [] : [{ kind: "limit", window, before, after: current.allowance }];
  return current.used === used ? limit : [...limit, { kind: "used", window, before: used, after: current.used }];
}
