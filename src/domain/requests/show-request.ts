import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { findGiver } from "../quotas/giver.ts";
import { cardOf } from "./read-card.ts";
import { readRequest } from "./read-request.ts";
import type { RequestCard } from "./request.ts";

/** A request with how things stand, for who asked and who may answer. Refuses with `not-found` for anybody else. */
export async function showRequest(
  context: Context,
  { requestId: id }: { readonly requestId: string },
): Promise<RequestCard> {
  const { db, tenantId } = context;
  const { id: personId } = requirePerson(context);
  const request = await readRequest(db, context, { id, tenantId });
  if (!request) return refuse({ kind: "not-found", thing: "request" });
  const isOwn = request.requester.id === personId;
  const mayAnswer = isOwn || (await findGiver(db, context, { personId, subject: request.subject })) !== undefined;
  return mayAnswer ? cardOf(db, context, request) : refuse({ kind: "not-found", thing: "request" });
}
