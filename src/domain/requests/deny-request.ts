import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireAnswerable } from "./approve-request.ts";
import { findRequest, lockRequest } from "./find-request.ts";
import { reasonOf } from "./reason.ts";
import { factsOf } from "./request.ts";
import type { RequestView } from "./request.ts";

export interface Denial {
  readonly requestId: string;
  /** The requester reads it. */
  readonly reason: string;
}

/** Says no, and why. Refuses as approving does. */
export async function denyRequest(context: Context, denial: Denial): Promise<RequestView> {
  const actor = requirePerson(context);
  const reason = reasonOf(denial.reason);

  return transaction(context.db, async (tx) => {
    const request = await lockRequest(tx, context, denial.requestId);
    await requireAnswerable(tx, context, request);

    await tx.quotaRequest.update({
      where: { id: request.id },
      data: {
        state: "denied",
        decidedById: actor.id,
        decidedByName: actor.label,
        decidedAt: context.now,
        decision: reason,
      },
    });
    await record(tx, context, { kind: "quota-request-denied", request: factsOf(request) }, { reason });
    return findRequest(tx, context, request.id);
  });
}
