import type { RequestVerdict } from "../../storage/generated/enums.ts";
import type { Ref } from "../events.ts";

/** How many have to say it. */
export interface Needed {
  readonly approvals: number;
  readonly denials: number;
}

/** What a reviewer says. */
export interface Vote {
  readonly reviewer: Ref;
  readonly verdict: RequestVerdict;
  readonly reason: string | null;
}

/** Who said what of those whose word counts at this moment, in the order in which they said it. */
export interface Tally {
  readonly approvals: readonly Ref[];
  readonly denials: readonly Ref[];
  readonly needed: Needed;
}

export function tallyOf(votes: readonly Vote[], needed: Needed): Tally {
  const saying = (verdict: RequestVerdict) =>
    votes.filter((vote) => vote.verdict === verdict).map(({ reviewer }) => reviewer);
  return { approvals: saying("approve"), denials: saying("deny"), needed };
}
