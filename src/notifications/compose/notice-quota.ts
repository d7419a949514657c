import type { Ref } from "../../domain/events.ts";
import type { GrantFacts, QuotaFacts } from "../../domain/quotas/events.ts";
import type { Inline } from "../message.ts";
import { percentWords } from "./limit-line.ts";
import type { Notices } from "./notice.ts";

const myLimits = { label: "My limits", call: { command: "quota show", input: {} } };

/** News about limits and grants, told to the person whose they are, or to the admins of the organization. */
export const quotaNotices: Notices<
  | "quota-set"
  | "quota-unset"
  | "quota-ended"
  | "grant-created"
  | "grant-voided"
  | "grant-ending"
  | "grant-ended"
  | "organization-moved"
> = {
  "quota-set": ({ quota, before, ...about }, readerId) => ({
    tone: "neutral",
    title: `${limitOf(quota, about, readerId)} is now ${quota.shown}`,
    lines: [
      before ? `It was ${before.shown}.` : "There was none of this kind before.",
      ...(quota.until ? [endOf(quota.until)] : []),
      ...thresholdLines(quota, before),
    ],
    actions: [limits(about, readerId)],
  }),

  "quota-unset": ({ quota, ...about }, readerId) => ({
    tone: "neutral",
    title: `${limitOf(quota, about, readerId)}, ${quota.shown}, was taken away`,
    lines: ["What comes next in line applies: a role's limit, or the plan's."],
    actions: [limits(about, readerId)],
  }),

  "quota-ended": ({ quota, ...about }, readerId) => ({
    tone: "neutral",
    title: `${limitOf(quota, about, readerId)}, ${quota.shown}, has ended`,
    lines: ["It was set until now. What comes next in line applies: a role's limit, or the plan's."],
    actions: [limits(about, readerId)],
  }),

  "grant-created": ({ grant, ...about }, readerId) => ({
    tone: "success",
    title: `${toWhom(grant, about, readerId)} ${grant.shown} on top of the limit`,
    lines: [[...fromLine(grant.from), ...(grant.until ? endOf(grant.until) : ["For good."])]],
    actions: [limits(about, readerId)],
  }),

  "grant-voided": ({ grant, ...about }, readerId) => ({
    tone: "warning",
    title: `${grant.shown} on top of ${inside(limitOf(grant, about, readerId))} were taken back`,
    lines: ["What was used of them stays used; nothing that runs is stopped."],
    actions: [limits(about, readerId)],
  }),

  "grant-ending": ({ grant, ...about }, readerId) => ({
    tone: "warning",
    title: `${grant.shown} on top of ${inside(limitOf(grant, about, readerId))} end soon`,
    lines: grant.until
      ? [[...endOf(grant.until), " What is left of them is lost then; nothing that runs is stopped."]]
      : [],
    actions: [
      { label: "Request more", call: { command: "quota request", input: {}, form: true } },
      limits(about, readerId),
    ],
  }),

  "grant-ended": ({ grant, ...about }, readerId) => ({
    tone: "neutral",
    title: `${grant.shown} on top of ${inside(limitOf(grant, about, readerId))} have ended`,
    lines: ["The limit is what it was before. Nothing that runs is stopped."],
    actions: [
      limits(about, readerId),
      { label: "Request more", call: { command: "quota request", input: {}, form: true } },
    ],
  }),

  "organization-moved": ({ organization, before, after }) => ({
    tone: "neutral",
    title: after
      ? `${organization.name} now stands below ${after.name}`
      : `${organization.name} stands below no other organization any more`,
    lines: [
      ...(before ? [`It stood below ${before.name}.`] : []),
      after
        ? `What is used there counts for ${after.name}, too, from now on, and the limits of ${after.name} bind it.`
        : "The limits of what it stood below bind it no more.",
    ],
  }),
};

interface About {
  readonly person?: Ref;
  readonly organization?: Ref;
}

/** "Your limit", "Your limit in Vision Lab", "The limit of Vision Lab". */
function limitOf(
  { subject }: Pick<QuotaFacts | GrantFacts, "subject">,
  about: About,
  readerId: string | undefined,
): string {
  if (!about.person || about.person.id !== readerId) return `The limit of ${subject}`;
  return about.organization ? `Your limit in ${about.organization.name}` : "Your limit";
}

/** The same within a sentence. */
function inside(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function toWhom(grant: GrantFacts, about: About, readerId: string | undefined): string {
  const isReader = about.person !== undefined && about.person.id === readerId;
  if (!isReader) return `${grant.subject} was given`;
  return about.organization ? `In ${about.organization.name} you were given` : "You were given";
}

function limits({ person, organization }: About, readerId: string | undefined) {
  if (person?.id === readerId) return myLimits;
  return organization
    ? { label: "Show the limits", call: { command: "quota show", input: { subject: organization.id } } }
    : myLimits;
}

function thresholdLines({ thresholds = [] }: QuotaFacts, before: QuotaFacts | null): readonly string[] {
  if (thresholds.join() === (before?.thresholds ?? []).join()) return [];
  return [
    thresholds.length === 0
      ? "It is told of at the usual percentages."
      : `It is told of at ${percentWords(thresholds)}.`,
  ];
}

function endOf(until: string): readonly Inline[] {
  return ["It ends by itself ", { time: new Date(until) }, "."];
}

function fromLine(from: string): readonly Inline[] {
  return ["From ", { time: new Date(from) }, " on. "];
}
