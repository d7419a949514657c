import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { findRequest, lockRequest, requirePending } from "./find-request.ts";
import { factsOf } from "./request.ts";
import type { RequestView } from "./request.ts";

/** Takes one's own request back. Refuses with `request-not-yours`, and with `request-ended` once it is answered. */
export async function cancelRequest(
  context: Context,
  { requestId }: { readonly requestId: string },
): Promise<RequestView> {
  const actor = requirePerson(context);

  return transaction(context.db, async (tx) => {
    const request = await lockRequest(tx, context, requestId);
    if (request.requester.id !== actor.id) refuse({ kind: "request-not-yours", requester: request.requester.name });
    requirePending(request);

    await tx.quotaRequest.update({
      where: { id: request.id },
      data: { state: "cancelled", decidedById: actor.id, decidedByName: actor.label, decidedAt: context.now },
    });
    await record(tx, context, { kind: "quota-request-cancelled", request: factsOf(request) });
    return findRequest(tx, context, request.id);
  });
}
