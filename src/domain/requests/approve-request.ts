import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { writeAmount } from "../meters/amount.ts";
import { createGrant } from "../quotas/create-grant.ts";
import { requireGiver } from "../quotas/giver.ts";
import type { Giver } from "../quotas/giver.ts";
import { requireAdditionWithinPool } from "../quotas/pool.ts";
import { castVote, changeTerms, keepDeciding } from "./cast-vote.ts";
import { approversOf } from "./count-votes.ts";
import type { Reviewer } from "./count-votes.ts";
import { findRequest, lockRequest, requirePending } from "./find-request.ts";
import { grantSpan, requireShort } from "./grant-span.ts";
import { roleOf } from "./read-card.ts";
import { reasonOf } from "./reason.ts";
import { factsOf } from "./request.ts";
import type { RequestView } from "./request.ts";
import { showOf } from "./show-of.ts";
import { isSameTerms, termsAfter } from "./terms.ts";
import type { RequestTerms, TermsWish } from "./terms.ts";

export interface Approval extends TermsWish {
  readonly requestId: string;
  /** Which terms were read; default: whatever stands now. */
  readonly termsVersion?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Says yes to what somebody asked for, or to something else instead, which puts the count at one again; the approval that
 * completes the count grants it until a day. Answers after that are refused with `request-ended`. Refuses also with
 * `request-of-oneself`, `request-changed`, with `quota-above-pool` for what the approver could not grant otherwise, and
 * with `grant-too-long`.
 */
export async function approveRequest(context: Context, approval: Approval): Promise<RequestView> {
  requirePerson(context);
  const reason = approval.reason ? reasonOf(approval.reason) : null;

  return transaction(context.db, async (tx) => {
    const request = await lockRequest(tx, context, approval.requestId);
    const giver = await requireAnswerable(tx, context, request);
    requireRead(request, approval.termsVersion);
    await requireStillThere(tx, request);
    const terms = termsAfter(request.terms, approval);
    if (approval.term) requireShort(context, approval.term, terms);
    await requireGrantable(tx, context, { request, terms, giver });

    const isChanged = !isSameTerms(terms, request.terms);
    const lapsed = isChanged ? await changeTerms(tx, context, { request, terms }) : [];
    await castVote(tx, context, { request, verdict: "approve", reason });
    const standing = await findRequest(tx, context, request.id);
    const approvers = await approversOf(tx, context, { request: standing, terms });
    if (approvers.length >= request.needed.approvals)
      return grant(tx, context, { request: standing, approvers, reason });

    if (isChanged || !hasSaid(request, context)) await recordVote(tx, context, { request: standing, lapsed, reason });
    return standing;
  });
}

/** Whoever answers may set that limit at this moment, did not ask for it, and comes before the end. */
export async function requireAnswerable(tx: Transaction, context: Context, request: RequestView): Promise<Giver> {
  const { id: actorId } = requirePerson(context);
  if (request.requester.id === actorId) refuse({ kind: "request-of-oneself" });
  const giver = await requireGiver(tx, context, request.subject);
  requirePending(request);

  return giver;
}

/** An approval is of what its giver has read, not of what somebody has put in its place since. */
function requireRead({ termsVersion, changedBy }: RequestView, read: string | undefined): void {
  if (read !== undefined && read !== String(termsVersion))
    refuse({ kind: "request-changed", ...(changedBy && { by: changedBy.name }) });
}

/** Somebody who has left the organization since gets nothing there. */
async function requireStillThere(tx: Transaction, { subject, requester }: RequestView): Promise<void> {
  if (subject.scope === "member" && (await roleOf(tx, subject)) === null)
    refuse({ kind: "not-found", thing: "member", named: requester.name });
}

interface Granting {
  readonly request: RequestView;
  readonly terms: RequestTerms;
  readonly giver: Giver;
}

/** Nobody says yes to what they could not grant alone. */
async function requireGrantable(tx: Transaction, context: Context, { request, terms, giver }: Granting): Promise<void> {
  const { subject, meter, subjectName: name } = request;
  await requireAdditionWithinPool(tx, context, giver, { subject, meter: meter.name, amount: terms.amount, name });
  await grantSpan(tx, context, { terms, meter: meter.name, givers: [giver] });
}

function hasSaid({ votes }: RequestView, context: Context): boolean {
  const { id } = requirePerson(context);
  return votes.some(({ reviewer, verdict }) => verdict === "approve" && reviewer.id === id);
}

interface Said {
  readonly request: RequestView;
  readonly lapsed: readonly Ref[];
  readonly reason: string | null;
}

async function recordVote(tx: Transaction, context: Context, { request, lapsed, reason }: Said): Promise<void> {
  const { id, label: name } = requirePerson(context);
  const voted = { kind: "quota-request-voted", request: factsOf(request), by: { id, name }, lapsed } as const;
  await record(tx, context, { ...voted, verdict: "approve" }, { reason: reason ?? undefined });
}

interface Decided {
  readonly request: RequestView;
  readonly approvers: readonly Reviewer[];
  readonly reason: string | null;
}

async function grant(tx: Transaction, context: Context, { request, approvers, reason }: Decided): Promise<RequestView> {
  const actor = requirePerson(context);
  const { subject, meter, terms } = request;
  const { amount } = terms;
  const givers = approvers.map(({ giver }) => giver);
  const { from, until } = await grantSpan(tx, context, { terms, meter: meter.name, givers });

  await keepDeciding(tx, request.id, { verdict: "approve", by: approvers.map(({ ref }) => ref) });
  const by = { decidedById: actor.id, decidedByName: actor.label, decidedAt: context.now, decision: reason };
  const what = { grantedAmount: amount, grantedFrom: from, grantedUntil: until };
  await tx.quotaRequest.update({ where: { id: request.id }, data: { state: "approved", ...by, ...what } });
  await createGrant(tx, context, {
    subject,
    meter: meter.name,
    amount,
    effectiveAt: from,
    expiresAt: until,
    requestId: request.id,
    reason: request.reason,
  });
  const granted = {
    amount: writeAmount(meter, amount),
    shown: showOf(meter, amount),
    from: from.toISOString(),
    until: until.toISOString(),
  };
  const event = { kind: "quota-request-approved", request: factsOf(request), granted } as const;
  await record(tx, context, event, { reason: reason ?? undefined });
  return findRequest(tx, context, request.id);
}
