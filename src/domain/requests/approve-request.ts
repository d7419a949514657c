import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { writeAmount } from "../meters/amount.ts";
import type { Units } from "../meters/meter.ts";
import { createGrant } from "../quotas/create-grant.ts";
import { requireGiver } from "../quotas/giver.ts";
import type { Giver } from "../quotas/giver.ts";
import { loadPaths } from "../quotas/load-path.ts";
import { requireAdditionWithinPool } from "../quotas/pool.ts";
import { findRequest, lockRequest, requirePending } from "./find-request.ts";
import { roleOf } from "./read-card.ts";
import { reasonOf } from "./reason.ts";
import { factsOf } from "./request.ts";
import type { RequestView } from "./request.ts";
import { showOf } from "./show-of.ts";
import { endOfGrant, latestEnd } from "./terms.ts";
import type { Asked } from "./terms.ts";

export interface Approval {
  readonly requestId: string;
  /** What is granted instead of what was asked for. */
  readonly amount?: Units | undefined;
  readonly term?: Asked | undefined;
  /** When it starts; default: now. */
  readonly from?: Date | undefined;
  readonly reason?: string | undefined;
}

/**
 * Grants what somebody asked for, or something else instead, until a day. The first answer counts: later ones are refused
 * with `request-ended`. Refuses also with `request-of-oneself`, with `quota-above-pool` for what the approver could not
 * grant otherwise, and with `grant-too-long`.
 */
export async function approveRequest(context: Context, approval: Approval): Promise<RequestView> {
  const actor = requirePerson(context);
  const decision = approval.reason ? reasonOf(approval.reason) : null;

  return transaction(context.db, async (tx) => {
    const request = await lockRequest(tx, context, approval.requestId);
    const giver = await requireAnswerable(tx, context, request);
    await requireStillThere(tx, request);
    const amount = approval.amount ?? request.amount;
    const { subject, meter, subjectName: name } = request;
    await requireAdditionWithinPool(tx, context, giver, { subject, meter: meter.name, amount, name });
    const { from, until } = await termsOf(tx, context, { request, approval, giver });

    await tx.quotaRequest.update({
      where: { id: request.id },
      data: {
        state: "approved",
        decidedById: actor.id,
        decidedByName: actor.label,
        decidedAt: context.now,
        decision,
        grantedAmount: amount,
        grantedFrom: from,
        grantedUntil: until,
      },
    });
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
    await record(tx, context, event, { reason: decision ?? undefined });
    return findRequest(tx, context, request.id);
  });
}

/** Whoever answers may set that limit at this moment, did not ask for it, and is the first. */
export async function requireAnswerable(tx: Transaction, context: Context, request: RequestView): Promise<Giver> {
  const { id: actorId } = requirePerson(context);
  if (request.requester.id === actorId) refuse({ kind: "request-of-oneself" });
  const giver = await requireGiver(tx, context, request.subject);
  requirePending(request);

  return giver;
}

/** Somebody who has left the organization since gets nothing there. */
async function requireStillThere(tx: Transaction, { subject, requester }: RequestView): Promise<void> {
  if (subject.scope === "member" && (await roleOf(tx, subject)) === null)
    refuse({ kind: "not-found", thing: "member", named: requester.name });
}

interface Terms {
  readonly request: RequestView;
  readonly approval: Approval;
  readonly giver: Giver;
}

async function termsOf(
  tx: Transaction,
  context: Context,
  { request, approval, giver }: Terms,
): Promise<{ readonly from: Date; readonly until: Date }> {
  const { now, configuration } = context;
  const { longestGrantDays } = configuration.requests;
  const from = approval.from && approval.from > now ? approval.from : now;
  if (approval.term) requireShort(approval.term, from, longestGrantDays);

  const authorityUntil = await authorityEnd(tx, context, { giver, meter: request.meter.name });
  const asked = approval.term ?? { until: request.until, lengthMs: request.baseline.lengthMs };
  const until = endOfGrant(asked, from, { longestGrantDays, authorityUntil });
  if (until <= from) return refuse({ kind: "until-passed", until: until.toISOString() });

  return { from, until };
}

/** What an approver asks for outright is not quietly made shorter. */
function requireShort({ until, lengthMs }: Asked, from: Date, longestGrantDays: number): void {
  const end = lengthMs === undefined ? until : new Date(from.getTime() + lengthMs);
  if (end === null || end > latestEnd(from, longestGrantDays))
    refuse({ kind: "grant-too-long", days: longestGrantDays });
}

/** Nobody grants beyond the day until which their organization has its own limit. */
async function authorityEnd(
  tx: Transaction,
  context: Context,
  { giver, meter }: { readonly giver: Giver; readonly meter: string },
): Promise<Date | null> {
  if (giver.kind === "installation") return null;
  const [path] = await loadPaths(tx, context, [{ organizationId: giver.organization.id }]);
  const ends = (path?.limits ?? []).flatMap(({ limit: { meter: of, source } }) =>
    of === meter && source.kind === "quota" && source.until ? [source.until] : [],
  );
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
