import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { RequestView } from "./request.ts";
import { writeTerms } from "./stored-terms.ts";
import type { RequestTerms } from "./terms.ts";
import type { Vote } from "./votes.ts";

interface Said {
  readonly request: RequestView;
  readonly verdict: Vote["verdict"];
  readonly reason: string | null;
}

/** Writes down what the actor says of a locked request, in the place of what they said before. */
export async function castVote(tx: Transaction, context: Context, { request, verdict, reason }: Said): Promise<void> {
  const { id: reviewerId, label: reviewerName } = requirePerson(context);
  const said = { reviewerName, verdict, reason, at: context.now };
  await tx.quotaRequestVote.upsert({
    where: { requestId_reviewerId: { requestId: request.id, reviewerId } },
    create: { requestId: request.id, reviewerId, ...said },
    update: said,
  });
}

/** Keeps of those who said so only whom it was decided by. */
export async function keepDeciding(
  tx: Transaction,
  requestId: string,
  { verdict, by }: { readonly verdict: Vote["verdict"]; readonly by: readonly Ref[] },
): Promise<void> {
  await tx.quotaRequestVote.deleteMany({
    where: { requestId, verdict, reviewerId: { notIn: by.map(({ id }) => id) } },
  });
}

/**
 * Puts other terms in the place of those that stand, which nobody has approved yet; a denial is of the request and stays.
 * Returns those besides the actor whose approvals no longer count.
 */
export async function changeTerms(
  tx: Transaction,
  context: Context,
  { request, terms }: { readonly request: RequestView; readonly terms: RequestTerms },
): Promise<readonly Ref[]> {
  const { id, label: name } = requirePerson(context);
  await tx.quotaRequest.update({
    where: { id: request.id },
    data: { terms: writeTerms(terms, { id, name }), termsVersion: { increment: 1 } },
  });
  await tx.quotaRequestVote.deleteMany({ where: { requestId: request.id, verdict: "approve" } });
  return request.votes.flatMap(({ reviewer, verdict }) =>
    verdict === "approve" && reviewer.id !== id ? [reviewer] : [],
  );
}
