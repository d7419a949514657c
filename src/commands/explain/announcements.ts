import type { AnnouncementState } from "../../domain/announcements/announcement.ts";
import type { AnnouncementProblem } from "../../domain/announcements/problems.ts";
import { button, count, formButton, listed } from "../words.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

const list = button("Announcements", "announce list");

export const announcementWords: WordsFor<AnnouncementProblem> = {
  "announcement-secret": ({ field }, asking) => ({
    what: `There seems to be a password or a key in the ${field}.`,
    rule: "What is announced is read by many, kept by the platforms, and can't be taken back from e-mail.",
    next: "Take it out, and say where it can be found instead.",
    ...again(asking),
  }),
  "announcement-nobody": ({ audience, via }, asking) => ({
    what: `There is nobody to tell among ${audience}.`,
    rule:
      via === "direct"
        ? "Announcements go to people with an active account; service accounts and suspended people get none."
        : "No channel is subscribed to anything of theirs.",
    next: via === "direct" ? "Choose another audience." : "Choose direct messages, or subscribe a channel first.",
    ...again(asking),
  }),
  "announcement-without-channels": ({ audience }, asking) => ({
    what: `There are no channels of ${audience}.`,
    rule: "Only everyone, and an organization, can be told in channels.",
    next: "Choose direct messages.",
    ...again(asking),
  }),
  "cluster-unknown": ({ typed, known }, asking) => ({
    what: `Nothing was used on “${typed}” lately.`,
    rule:
      known.length > 0
        ? `Usage was reported in the last days by ${listed(known)}.`
        : "No usage was reported in the last days.",
    next: "Give a cluster by the name that its usage is reported under.",
    ...again(asking),
  }),
  "announcement-under-way": ({ title, by }) => ({
    what: "Another announcement is going out now.",
    rule: `One at a time, so that the platforms' limits are kept: ${title}, by ${by}.`,
    next: "Send this one when that is done, or schedule it: it then waits by itself.",
    actions: [list],
  }),
  "announcement-not-now": ({ title, state, by, at }) => ({
    what: `“${title}” ${states[state]}.`,
    rule: at ? [by ? `${by}, ` : "", { time: at }, "."] : "It has not gone out yet.",
    next: nexts[state],
    actions: [list],
  }),
  "announcement-draft-limit": ({ limit }) => ({
    what: `You have ${count(limit, "draft", "drafts")} of announcements already.`,
    rule: "Each person keeps so many that were not sent; after 30 days they are deleted.",
    next: "Send or cancel one, or edit it instead.",
    actions: [list],
  }),
  "announcement-too-far": ({ limitDays }, asking) => ({
    what: "That is too far ahead.",
    rule: `An announcement can be scheduled for at most ${count(limitDays, "day", "days")} from now.`,
    next: "Choose an earlier time.",
    ...again(asking),
  }),
};

const states: Readonly<Record<AnnouncementState, string>> = {
  draft: "is a draft",
  scheduled: "is scheduled and not sent yet",
  sending: "is going out already",
  sent: "was sent already",
  recalled: "was withdrawn",
  cancelled: "was cancelled",
  replaced: "was edited since; there is a newer draft",
};

const nexts: Readonly<Record<AnnouncementState, string>> = {
  draft: "Send it first, or edit it.",
  scheduled: "Edit it, cancel it, or send it now.",
  sending: "Correct it or withdraw it: messages that were sent are edited in place.",
  sent: "Correct it or withdraw it: messages that were sent are edited in place.",
  recalled: "Make a new one if there is still something to say.",
  cancelled: "Make a new one if there is still something to say.",
  replaced: "Go on with the newer one.",
};

function again({ call }: Asking): Pick<Explanation, "actions"> {
  return call ? { actions: [formButton("Change it", call.command, call.input)] } : {};
}
