import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireAnswerable } from "./approve-request.ts";
import { castVote, keepDeciding } from "./cast-vote.ts";
import { deniersOf } from "./count-votes.ts";
import { findRequest, lockRequest } from "./find-request.ts";
import { reasonOf } from "./reason.ts";
import { factsOf } from "./request.ts";
import type { RequestView } from "./request.ts";

export interface Denial {
  readonly requestId: string;
  /** The requester reads it. */
  readonly reason: string;
}

/** Says no, and why; the denial that completes the count ends the request. Refuses as approving does. */
export async function denyRequest(context: Context, denial: Denial): Promise<RequestView> {
  const actor = requirePerson(context);
  const reason = reasonOf(denial.reason);

  return transaction(context.db, async (tx) => {
    const before = await lockRequest(tx, context, denial.requestId);
    await requireAnswerable(tx, context, before);
    await castVote(tx, context, { request: before, verdict: "deny", reason });
    const request = await findRequest(tx, context, before.id);
    const deniers = await deniersOf(tx, context, request);
    if (deniers.length < request.needed.denials) {
      const by = { id: actor.id, name: actor.label };
      const voted = {
        kind: "quota-request-voted",
        request: factsOf(request),
        by,
        verdict: "deny",
        lapsed: [],
      } as const;
      await record(tx, context, voted, { reason });
      return request;
    }

    await keepDeciding(tx, request.id, { verdict: "deny", by: deniers.map(({ ref }) => ref) });
    const by = { decidedById: actor.id, decidedByName: actor.label, decidedAt: context.now, decision: reason };
    await tx.quotaRequest.update({ where: { id: request.id }, data: { state: "denied", ...by } });
    await record(tx, context, { kind: "quota-request-denied", request: factsOf(request) }, { reason });
    return findRequest(tx, context, request.id);
  });
}
