import type { IdleProblem } from "../../domain/alerts/idle-events.ts";
import { button, formButton } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

const open = button("Open alerts", "alert open");

export const idleWords: WordsFor<IdleProblem> = {
  "alert-not-idle": ({ subject }) => ({
    what: `The alert about ${subject} is not about something idle.`,
    rule: "Only what is held and not used can be released or kept from here.",
    next: "Acknowledge it, snooze it, or silence it.",
    actions: [open],
  }),
  "idle-held-outside": ({ holder, holds }) => ({
    what: `${holder} holds ${holds}, which cannot be released from here.`,
    rule: "It is not reserved here: the platform reports that it is held, and it ends there.",
    next: "Stop it on the platform. This alert is over once the platform says that it is gone.",
    actions: [open],
  }),
  "idle-reason-missing": ({ mostHours }, asking) => ({
    what: `To keep it for more than ${mostHours} hours takes a reason.`,
    rule: "Others may be waiting for what is held and not used.",
    next: "Say why, or keep it for a day at a time.",
    ...(asking.call && { actions: [formButton("Try again", asking.call.command, asking.call.input)] }),
  }),
};
