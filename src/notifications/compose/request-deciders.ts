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
export function wordsOfDeciders({ state, votes, decision, decidedBy }: RequestView): readonly Text[] {
  const verdict = state === "approved" ? "approve" : "deny";
  const written = votes.flatMap(({ reviewer, verdict: said, reason }) =>
    said === verdict && reason ? [`${reviewer.name} writes: ${reason}`] : [],
  );
  if (written.length > 0 || state === "cancelled") return state === "cancelled" ? [] : written;
  return decision && decidedBy ? [`${decidedBy.name} writes: ${decision}`] : [];
}
