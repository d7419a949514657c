import type { RequestView } from "../../domain/requests/request.ts";
import type { Text } from "../message.ts";

/** Who decided it; more than one where so many had to. */
export function decidersOf({ state, votes, decidedBy }: RequestView): readonly string[] {
  const verdict = state === "approved" ? "approve" : "deny";
  const isDecided = state === "approved" || state === "denied";
  const voters = isDecided ? votes.filter((vote) => vote.verdict === verdict).map(({ reviewer }) => reviewer.name) : [];
  return voters.length > 0 || !decidedBy ? voters : [decidedBy.name];
}

/** What they wrote. */
export function wordsOfDeciders(request: RequestView): readonly Text[] {
  const { decision, decidedBy, state } = request;
  if (state === "cancelled") return [];
  const written = wordsOf(request, request.votes);
  if (written.length > 0) return written;
  return decision && decidedBy ? [`${decidedBy.name} writes: ${decision}`] : [];
}

/** What those before the last wrote: whoever asked was told by a message of its own what the last one did. */
export function wordsOfEarlierDeciders(request: RequestView): readonly Text[] {
  return wordsOf(
    request,
    request.votes.filter(({ reviewer }) => reviewer.id !== request.decidedBy?.id),
  );
}

function wordsOf({ state }: RequestView, votes: RequestView["votes"]): readonly Text[] {
  if (state !== "approved" && state !== "denied") return [];
  const verdict = state === "approved" ? "approve" : "deny";
  return votes.flatMap(({ reviewer, verdict: said, reason }) =>
    said === verdict && reason ? [`${reviewer.name} writes: ${reason}`] : [],
  );
}
