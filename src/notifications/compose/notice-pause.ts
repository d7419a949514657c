import type { Ref } from "../../domain/events.ts";
import type { PauseFacts } from "../../domain/pauses/events.ts";
import type { PolicyFacts } from "../../domain/policies/events.ts";
import type { Button, Text } from "../message.ts";
import type { Notices } from "./notice.ts";

/** News about what is paused, and about policies that pause or tell, to whom they hold back and to who set them. */
export const pauseNotices: Notices<
  "quota-paused" | "quota-resumed" | "quota-pause-ended" | "policy-created" | "policy-deleted" | "policy-fired"
> = {
  "quota-paused": ({ pause, ...about }, readerId) => ({
    tone: "warning",
    title: `${ownOr(pause, about, readerId)} paused: nothing new starts`,
    lines: [untilLine(pause.until), goesOn(pause.mode)],
    actions: [limits(about, readerId), ...(isReader(about, readerId) ? [] : [resume(about)])],
  }),

  "quota-resumed": ({ pause, ...about }, readerId) => ({
    tone: "success",
    title: `${ownOr(pause, about, readerId)} resumed`,
    lines: ["Work may start again, as far as the limits let it and nothing else is paused."],
    actions: [limits(about, readerId)],
  }),

  "quota-pause-ended": ({ pause, ...about }, readerId) => ({
    tone: "neutral",
    title: `The pause of ${subjectOf(pause.subject, about, readerId)} has ended`,
    lines: ["It was set until now. Work may start again, as far as the limits let it and nothing else is paused."],
    actions: [limits(about, readerId)],
  }),

  "policy-created": ({ policy, ...about }, readerId) => ({
    tone: "neutral",
    title: `New policy for ${subjectOf(policy.subject, about, readerId)}: ${policyWords(policy)}`,
    lines: ["It does so once a period, and looks every few seconds."],
    actions: [limits(about, readerId)],
  }),

  "policy-deleted": ({ policy, lifted, ...about }, readerId) => ({
    tone: "neutral",
    title: `The policy for ${subjectOf(policy.subject, about, readerId)} was deleted: ${policyWords(policy)}`,
    lines: lifted ? ["What it had paused may start again."] : [],
    actions: [limits(about, readerId)],
  }),

  "policy-fired": ({ policy, used, limit, until, ...about }, readerId) => ({
    tone: "warning",
    title: `${capitalized(subjectOf(policy.subject, about, readerId))}: ${used}${limit ? ` of ${limit}` : ""} used${
      policy.action === "notify" ? "" : ", and paused: nothing new starts"
    }`,
    lines: [
      `A policy of ${policy.createdBy.name}: ${policyWords(policy)}.`,
      ...(policy.action === "notify" ? [] : [untilLine(until), goesOn(policy.action === "drain" ? "drain" : "hold")]),
    ],
    actions: [
      limits(about, readerId),
      ...(policy.action === "notify" || isReader(about, readerId) ? [] : [resume(about)]),
    ],
  }),
};

/** "pause at 80 % of its GPU hours a month". */
export function policyWords({ action, shown }: Pick<PolicyFacts, "action" | "shown">): string {
  return `${actionWords[action]} at ${shown}`;
}

const actionWords = { notify: "tell", pause: "pause", drain: "pause and drain" } as const satisfies Record<
  PolicyFacts["action"],
  string
>;

export function goesOn(mode: PauseFacts["mode"]): string {
  return mode === "drain"
    ? "Nothing that runs is stopped; what is reserved is not extended, and so ends when its reservation does."
    : "Nothing that runs is stopped, and what is reserved may be extended.";
}

export function untilLine(until: string | null): Text {
  return until ? ["It ends by itself ", { time: new Date(until) }, "."] : "It lasts until somebody lifts it.";
}

interface About {
  readonly person?: Ref;
  readonly organization?: Ref;
}

function isReader({ person }: About, readerId: string | undefined): boolean {
  return person !== undefined && person.id === readerId;
}

/** "Vision Lab is", "Your work in Vision Lab is". */
function ownOr({ subject }: Pick<PauseFacts, "subject">, about: About, readerId: string | undefined): string {
  return `${capitalized(subjectOf(subject, about, readerId))} is`;
}

function subjectOf(subject: string, about: About, readerId: string | undefined): string {
  if (!isReader(about, readerId)) return subject;
  return about.organization ? `your work in ${about.organization.name}` : "your work";
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function limits({ person, organization }: About, readerId: string | undefined): Button {
  const mine = !organization || isReader({ ...(person && { person }) }, readerId);
  return mine
    ? { label: "My limits", call: { command: "quota show", input: {} } }
    : { label: "Show the limits", call: { command: "quota show", input: { subject: organization.id } } };
}

/** A form: whose it is to be filled in, where it is one person's. */
function resume({ person, organization }: About): Button {
  const input = !person && organization ? { subject: organization.id } : {};
  return { label: "Resume", call: { command: "quota resume", input, form: true } };
}
