import type { RequestProblem } from "../../domain/requests/problems.ts";
import type { Inline } from "../../notifications/message.ts";
import { button, count, formButton } from "../words.ts";
import type { Explanation, WordsFor } from "./explanation.ts";

export const requestWords: WordsFor<RequestProblem> = {
  "request-of-oneself": () => ({
    what: "You can't answer your own request.",
    rule: "Whoever asks for more does not grant it, whatever else they may do.",
    next: "Somebody else who may will answer. You can take it back.",
    actions: [button("My requests", "quota requests")],
  }),
  "request-pending": ({ meter, requestId }) => ({
    what: `You have asked for more ${meter} already.`,
    rule: "One request for the same limit waits at a time.",
    next: "Wait for the answer, or take it back and ask again.",
    actions: [button("Take it back", "quota cancel", { request: requestId }), button("My requests", "quota requests")],
  }),
  "request-unanswerable": ({ subject, able = 0, needed = 1 }) => ({
    what:
      able > 0
        ? `Too few could answer a request for ${subject}: ${count(needed, "has", "have")} to approve it, and ${able} may.`
        : `Nobody could answer a request for ${subject}.`,
    rule: "Whoever may set that limit answers, but never their own request; nobody else may.",
    next: "Somebody has to be made admin first.",
    actions: [button("Members", "member list")],
  }),
  "request-not-yours": ({ requester }) => ({
    what: `You can't take ${requester}’s request back.`,
    rule: "Only whoever asked takes a request back.",
    next: "Deny it, if you may answer it.",
    actions: [button("Requests", "quota requests")],
  }),
  "request-ended": (problem) => ended(problem),
  "request-changed": ({ by }) => ({
    what: `${by ?? "Somebody"} has changed what would be granted since.`,
    rule: "An approval is of exactly what stood beside it; nothing has changed.",
    next: "Look at it as it stands now, and approve that if you agree.",
    actions: [button("Requests", "quota requests")],
  }),
  "away-too-long": ({ limitDays }) => ({
    what: "That is too long to be away.",
    rule: `Requests pass somebody over for at most ${count(limitDays, "day", "days")}.`,
    next: "Choose an earlier day; you can say so again.",
    actions: [formButton("Choose a day", "account away")],
  }),
  "grant-too-long": ({ days }, { call }) => ({
    what: "That is longer than may be granted.",
    rule: `At most ${count(days, "day is", "days are")} granted at a time.`,
    next: "Choose an earlier end.",
    ...(call && { actions: [formButton("Change it", call.command, call.input)] }),
  }),
};

const endings: Readonly<Record<string, string>> = {
  approved: "was approved",
  denied: "was denied",
  cancelled: "was taken back",
  expired: "has expired",
};

function ended({ state, by, at }: Extract<RequestProblem, { kind: "request-ended" }>): Explanation {
  const who = by ? ` by ${by}` : "";
  const when: readonly Inline[] = at ? [" on ", { time: new Date(at) }] : [];
  return {
    what: `This request ${endings[state] ?? "is over"}${who}.`,
    rule: [
      "That was",
      ...(when.length > 0 ? when : [" before"]),
      "; the first answer counts, and nothing has changed.",
    ],
    next: "Look at how it stands.",
    actions: [button("Requests", "quota requests", { state: "all" })],
  };
}
