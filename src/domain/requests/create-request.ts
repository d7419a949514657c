import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { authorityIn, requirePermission } from "../memberships/authority-in.ts";
import type { Authority } from "../memberships/authority.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { LimitState } from "../quotas/limit.ts";
import { subjectKey } from "../quotas/subject.ts";
import { expireRequest } from "./expire-requests.ts";
import { findRequest, lockPerson } from "./find-request.ts";
import { writeBaseline } from "./read-request.ts";
import { limitsFor, roleOf } from "./read-card.ts";
import { requestSubject, whomOf } from "./request-subject.ts";
import type { ForWhom } from "./request-subject.ts";
import { reasonOf } from "./reason.ts";
import type { RequestSubject, RequestView } from "./request.ts";
import { factsOf } from "./request.ts";
import type { Absence } from "./request.ts";
import { reviewersFor } from "./reviewers.ts";
import type { Reviewers } from "./reviewers.ts";
import { waitsFor } from "./urgency.ts";

export interface NewRequest {
  readonly organizationId: string;
  readonly for: ForWhom;
  readonly meter: Meter;
  /** On top of the limit; more than zero. */
  readonly amount: Units;
  /** Exclusive; null: for good, which is as long as may be granted. */
  readonly until: Date | null;
  /** Set where a length of time is wanted, from the start of the grant. */
  readonly lengthMs?: number | undefined;
  readonly reason: string;
  /** Waits for an hour and not for days. */
  readonly urgent?: boolean | undefined;
}

export interface Requested {
  readonly request: RequestView;
  readonly asked: readonly Ref[];
  readonly absence: Absence;
}

/**
 * Asks those who may grant it for more of a meter. Refuses with `nothing-limited`, `request-pending` while the same was
 * asked for and is not answered, `request-unanswerable` where fewer others may answer than have to, and `not-found`.
 */
export async function createRequest(context: Context, input: NewRequest): Promise<Requested> {
  const reason = reasonOf(input.reason);
  if (input.until && input.until <= context.now) refuse({ kind: "until-passed", until: input.until.toISOString() });

  return transaction(context.db, async (tx) => {
    const authority = await authorityIn(tx, context, input.organizationId);
    await requirePermission(tx, authority, "quota:request");
    await lockPerson(tx, context, authority.personId);
    const whom = await whomOf(tx, context, { authority, forWhom: input.for });
    const { organizationId, meter } = input;
    const subject = await requestSubject(tx, context, { organizationId, whom, meter });
    await requireNonePending(tx, context, { authority, subject, meter });
    const least = context.configuration.requests.approvals;
    const reviewers = await reviewersFor(tx, context, { subject, requesterId: authority.personId, least });
    requireEnough(reviewers, { subject: whom.name, least });
    const { asked, absence } = reviewers;

    const id = context.newId();
    await insert(tx, context, { id, subject, reason, input, requesterId: authority.personId });
    const request = await findRequest(tx, context, id);
    await record(tx, context, { kind: "quota-requested", request: factsOf(request), asked }, { reason });
    return { request, asked, absence };
  });
}

function requireEnough({ absence: { of: able } }: Reviewers, { subject, least }: { subject: string; least: number }) {
  if (able >= least) return;
  refuse({ kind: "request-unanswerable", subject, ...(able > 0 && { able, needed: least }) });
}

interface Same {
  readonly authority: Authority;
  readonly subject: RequestSubject;
  readonly meter: Meter;
}

/** Under the requester's lock; one that is over, though the clock has not come by, is ended first. */
async function requireNonePending(
  tx: Transaction,
  context: Context,
  { authority: { personId: requesterId }, subject, meter }: Same,
): Promise<void> {
  const { tenantId, now } = context;
  const same = { tenantId, requesterId, subjectKey: subjectKey(subject), meter: meter.name, state: "pending" } as const;
  const pending = await tx.quotaRequest.findFirst({ where: same, select: { id: true, expiresAt: true } });
  if (!pending) return;
  if (pending.expiresAt > now) refuse({ kind: "request-pending", meter: meter.label, requestId: pending.id });

  await expireRequest(tx, context, { id: pending.id, tenantId });
}

interface Row {
  readonly id: string;
  readonly subject: RequestSubject;
  readonly reason: string;
  readonly input: NewRequest;
  readonly requesterId: string;
}

async function insert(tx: Transaction, context: Context, { id, subject, reason, input, requesterId }: Row) {
  const { tenantId, now, configuration } = context;
  const { meter, amount, until, lengthMs, urgent = false } = input;
  const [{ limits }, role] = [await limitsFor(tx, context, { subject, meter: meter.name }), await roleOf(tx, subject)];
  const lastAnswer = new Date(now.getTime() + waitsFor(urgent, configuration.requests));
  const endsBefore = lengthMs === undefined && until !== null && until < lastAnswer;
  await tx.quotaRequest.create({
    data: {
      id,
      tenantId,
      requesterId,
      subjectKey: subjectKey(subject),
      organizationId: "organizationId" in subject ? subject.organizationId : null,
      personId: "personId" in subject ? subject.personId : null,
      meter: meter.name,
      amount,
      until,
      reason,
      urgent,
      createdAt: now,
      expiresAt: endsBefore ? until : lastAnswer,
      baseline: writeBaseline({ role, limits: limits.map(knownOf), lengthMs }),
    },
  });
}

function knownOf({ limit, allowance, used }: LimitState) {
  return { window: limit.window, allowance, used };
}
