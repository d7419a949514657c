import type { RequestFacts } from "../../domain/requests/events.ts";
import type { Message } from "../message.ts";
import type { Notices } from "./notice.ts";

const myRequests = { label: "My requests", call: { command: "quota requests", input: {} } };

/** News about requests for more quota; how each stands is on its card. */
export const requestNotices: Notices<
  | "quota-requested"
  | "quota-request-escalated"
  | "quota-request-voted"
  | "quota-request-approved"
  | "quota-request-denied"
  | "quota-request-cancelled"
  | "quota-request-expired"
> = {
  "quota-requested": ({ request }) => ({
    tone: "neutral",
    title: `${request.requester.name} asked for ${request.shown} more`,
  }),

  "quota-request-voted": ({ request, by, lapsed }, readerId) => ({
    tone: lapsed.length > 0 ? "warning" : "neutral",
    title:
      lapsed.length > 0
        ? `${by.name} changed what ${request.requester.name} would be granted`
        : `${by.name} answered ${request.requester.name}’s request for ${request.shown}`,
    ...(lapsed.some(({ id }) => id === readerId) && {
      lines: ["Your approval was of something else and no longer counts. Approve again if you agree."],
    }),
    actions: [{ label: "Requests", call: { command: "quota requests", input: {} } }],
  }),

  "quota-request-escalated": ({ request }) => ({
    tone: "neutral",
    title: `${request.requester.name}’s request for ${request.shown} waits for an answer`,
    lines: ["Nobody has answered it, so that the admins of the installation were asked, too."],
  }),

  "quota-request-approved": ({ request, granted }) => ({
    tone: "success",
    title: `You were granted ${granted.shown} more`,
    lines: [
      granted.until
        ? [`For ${request.subject}, until `, { time: new Date(granted.until) }, ". It ends by itself."]
        : `For ${request.subject}, for good.`,
    ],
    actions: [{ label: "My limits", call: { command: "quota show", input: {} } }],
  }),

  "quota-request-denied": ({ request }) => ended(request, "was denied"),
  "quota-request-cancelled": ({ request }) => ended(request, "was taken back"),

  "quota-request-expired": ({ request }) => ({
    ...ended(request, "expired"),
    lines: [`It was for ${request.subject}. Nobody has answered it; you can ask again.`],
  }),
};

function ended({ shown, subject }: RequestFacts, how: string): Message {
  return {
    tone: "warning",
    title: `Your request for ${shown} ${how}`,
    lines: [`It was for ${subject}.`],
    actions: [myRequests],
  };
}
