import type { RequestCard, RequestView } from "../../domain/requests/request.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import type { Fact, Message, Text } from "../message.ts";
import type { Clock } from "./limit-line.ts";
import {
  answerButtons,
  askAgainButton,
  cancelButton,
  changeLines,
  endedLine,
  grantLines,
  limitLines,
  moreOf,
  outcomeLines,
  overlapLines,
  termWords,
} from "./quota-request-words.ts";
import { absenceLines, changedLines, openLines, tallyLines } from "./request-count-words.ts";
import { wordsOfDeciders, wordsOfEarlierDeciders } from "./request-deciders.ts";

/** The card of whoever asked for more: what became of it. */
export function requesterCard(request: RequestCard, clock: Clock): Message {
  const what = showOf(request.meter, request.amount);
  const ended = endedCard(request, wordsOfEarlierDeciders(request));
  switch (request.state) {
    case "pending":
      return {
        tone: "neutral",
        title: `${urgently(request, "You")} asked for ${moreOf(request)}`,
        lines: [
          ["Waiting for an answer, at the latest until ", { time: request.expiresAt }],
          ...changedLines(request),
          ...tallyLines(request.tally),
          ...absenceLines(request.absence),
          ...limitLines({ ...request, pools: [] }, clock),
        ],
        facts: facts(request),
        actions: [cancelButton(request)],
      };
    case "approved":
      return { tone: "success", title: `Your request for ${what} was approved`, ...ended };
    case "denied":
      return { tone: "warning", title: `Your request for ${what} was denied`, ...ended };
    case "cancelled":
      return { tone: "neutral", title: `You took your request for ${what} back`, ...ended };
    case "expired":
      return {
        tone: "warning",
        title: `Your request for ${what} expired`,
        ...ended,
        actions: [askAgainButton(request)],
      };
  }
}

/** The card of those who may answer: how things stand now, and after the answer who gave it. */
export function reviewerCard(request: RequestCard, clock: Clock): Message {
  const { state, requester } = request;
  const what = showOf(request.meter, request.amount);
  const ended = endedCard(request, wordsOfDeciders(request));
  switch (state) {
    case "pending":
      return {
        tone: "neutral",
        title: `${urgently(request, requester.name)} asks for ${moreOf(request)}`,
        lines: [
          `“${request.reason}”`,
          ...changedLines(request),
          ...changeLines(request),
          ...limitLines(request, clock),
          ...outcomeLines(request),
          ...overlapLines(request),
          ...tallyLines(request.tally),
          ...openLines(request),
          ...absenceLines(request.absence),
          ["Expires ", { time: request.expiresAt }],
        ],
        facts: facts(request),
        actions: answerButtons(request),
      };
    case "approved":
      return {
        tone: "success",
        title: `${requester.name} was granted ${showOf(request.meter, request.grant?.amount ?? request.amount)}`,
        ...ended,
        ...revocable(request),
      };
    case "denied":
      return { tone: "neutral", title: `${requester.name} was denied ${what}`, ...ended };
    case "cancelled":
      return { tone: "neutral", title: `${requester.name} no longer asks for ${what}`, ...ended };
    case "expired":
      return { tone: "warning", title: `${requester.name}’s request for ${what} expired`, ...ended };
  }
}

function endedCard(request: RequestView, words: readonly Text[]): Pick<Message, "lines" | "facts" | "footer"> {
  return {
    lines: [endedLine(request), ...words, ...grantLines(request)],
    facts: whose(request),
    footer: asked(request),
  };
}

/** Nothing where somebody asked for themselves: the title has the name. */
function whose({ subjectName, requester }: RequestView): readonly Fact[] {
  return subjectName === requester.name ? [] : [{ label: "For", value: subjectName }];
}

function facts(request: RequestView): readonly Fact[] {
  return [...whose(request), { label: "How long", value: termWords(request) }];
}

function urgently({ urgent }: RequestView, who: string): string {
  return urgent ? `Urgent: ${who.replace(/^You$/u, "you")}` : who;
}

function asked({ requester, reason, createdAt }: RequestView): Text {
  return [`${requester.name} asked `, { time: createdAt }, `: ${reason}`];
}

/** What was granted can be taken back for as long as it runs. */
function revocable({ grant }: RequestView): Pick<Message, "actions"> {
  if (grant?.state !== "active" && grant?.state !== "scheduled") return {};
  return {
    actions: [{ label: "Take back", style: "danger", call: { command: "quota void", input: { grant: grant.id } } }],
  };
}
