import type { PauseProblem } from "../../domain/pauses/problems.ts";
import type { PolicyProblem } from "../../domain/policies/problems.ts";
import { button, count, formButton } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

export const pauseWords: WordsFor<PauseProblem> = {
  "not-paused": ({ subject }) => ({
    what: `Nothing of ${subject} is paused.`,
    rule: "Only a pause of that very person or organization is lifted, not one of what is above it.",
    next: "See what binds it.",
    actions: [button("Show the limits", "quota show")],
  }),
  "paused-from-above": ({ subject, by, owner }) => ({
    what: `You can't lift the pause of ${subject}.`,
    rule: `${by} set it in the name of ${owner}, and what is set from above is lifted from there.`,
    next: `Ask ${by}.`,
  }),
  "person-above-you": ({ name }) => ({
    what: `You can't hold back what ${name} starts.`,
    rule: "They have a higher role in the installation than you, and nobody lifts what holds themselves back.",
    next: "Ask a Super Admin.",
  }),
  draining: ({ subject, by, until, reason }) => ({
    what: `What ${subject} has reserved is not extended now.`,
    rule: [
      `${by} paused it so that it empties`,
      ...(reason ? [` (“${reason}”)`] : []),
      ...(until ? [", until ", { time: new Date(until) } as const] : []),
      ".",
    ],
    next: "Finish within the time reserved, and begin anew afterwards.",
  }),
};

export const policyProblemWords: WordsFor<PolicyProblem> = {
  "policy-without-period": ({ meter }, { call }) => ({
    what: `No policy can look at ${meter} over that period.`,
    rule: "A policy does what it says once a period: an hour, day, week, month, quarter or year, or once in all (lifetime). What is held at one moment has no period.",
    next: "Choose a meter that is added up, and such a period.",
    actions: call ? [formButton("Correct it in a form", call.command, call.input)] : [],
  }),
  "policy-exists": ({ subject, policy }) => ({
    what: `There is such a policy for ${subject} already.`,
    rule: `It does the same at ${policy}.`,
    next: "See the policies there are.",
    actions: [button("Policies", "policy list")],
  }),
  "policy-limit": ({ subject, limit }) => ({
    what: `${subject} has as many policies as there may be.`,
    rule: `There may be ${count(limit, "policy", "policies")} for it: each is looked at every few seconds.`,
    next: "Delete one that is not needed any more.",
    actions: [button("Policies", "policy list")],
  }),
  "policy-from-above": ({ subject, by, owner }) => ({
    what: `You can't delete that policy for ${subject}.`,
    rule: `${by} made it in the name of ${owner}, and what is set from above is taken away from there.`,
    next: `Ask ${by}.`,
  }),
};
