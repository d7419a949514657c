import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { findGiver } from "../quotas/giver.ts";
import type { Giver } from "../quotas/giver.ts";
import { problemWithAddition } from "../quotas/pool.ts";
import type { RequestView } from "./request.ts";
import type { RequestTerms } from "./terms.ts";
import { tallyOf } from "./votes.ts";
import type { Tally, Vote } from "./votes.ts";

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/** Somebody whose word counts, and in whose name it does. */
export interface Reviewer {
  readonly ref: Ref;
  readonly giver: Giver;
}

/** Of those who have approved, who may still grant these terms by themselves at this moment. */
export async function approversOf(
  db: Database | Transaction,
  asking: Asking,
  { request, terms }: { readonly request: RequestView; readonly terms: RequestTerms },
): Promise<readonly Reviewer[]> {
  const { subject, subjectName: name, meter } = request;
  const approvers: Reviewer[] = [];
  for (const reviewer of await reviewersSaying(db, asking, request, "approve")) {
    const added = { subject, meter: meter.name, amount: terms.amount, name };
    if (!(await problemWithAddition(db, asking, reviewer.giver, added))) approvers.push(reviewer);
  }
  return approvers;
}

/** Of those who have denied, who may still answer. */
export async function deniersOf(
  db: Database | Transaction,
  asking: Asking,
  request: RequestView,
): Promise<readonly Reviewer[]> {
  return reviewersSaying(db, asking, request, "deny");
}

/** How many have answered a request that waits, by whom it counts at this moment. */
export async function readTally(db: Database | Transaction, asking: Asking, request: RequestView): Promise<Tally> {
  const { votes, needed, terms } = request;
  if (votes.length === 0 || request.state !== "pending") return tallyOf(votes, needed);
  const [approvers, deniers] = [
    await approversOf(db, asking, { request, terms }),
    await deniersOf(db, asking, request),
  ];
  const counts = ({ reviewer }: Vote) => [...approvers, ...deniers].some(({ ref }) => ref.id === reviewer.id);
  return tallyOf(votes.filter(counts), needed);
}

async function reviewersSaying(
  db: Database | Transaction,
  asking: Asking,
  { votes, subject, requester }: RequestView,
  verdict: Vote["verdict"],
): Promise<readonly Reviewer[]> {
  const reviewers: Reviewer[] = [];
  for (const { reviewer: ref } of votes.filter((vote) => vote.verdict === verdict)) {
    const giver = ref.id === requester.id ? undefined : await findGiver(db, asking, { personId: ref.id, subject });
    if (giver) reviewers.push({ ref, giver });
  }
  return reviewers;
}
