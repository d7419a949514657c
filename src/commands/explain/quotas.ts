import type { QuotaProblem } from "../../domain/quotas/problems.ts";
import { button, count, formButton } from "../words.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

export const quotaWords: WordsFor<QuotaProblem> = {
  "window-invalid": ({ typed }, asking) => ({
    what: `“${typed}” is no period.`,
    rule: "A period is day, week, month, quarter, year, lifetime, or a rolling one such as rolling:24h or rolling:7d.",
    next: "Choose one of these.",
    actions: again(asking),
  }),
  "window-of-other-kind": ({ meter, meterKind }, asking) => ({
    what: `${meter} can't be limited over that period.`,
    rule:
      meterKind === "gauge"
        ? `${meter} is what is held at one moment, so that its limit has no period.`
        : `${meter} is added up over time, so that its limit needs a period.`,
    next: meterKind === "gauge" ? "Leave the period out." : "Name one, such as month.",
    actions: again(asking),
  }),
  "quota-not-set": ({ subject, meter }) => ({
    what: `No limit of ${meter} is set for ${subject}.`,
    rule: "Only what was set by command can be taken away; a plan's limit stays with the plan.",
    next: "See where the limits come from.",
    actions: [button("Show the limits", "quota show")],
  }),
  "quota-of-oneself": ({ serviceAccount }) => (serviceAccount ? ofServiceAccount(serviceAccount) : ofOneself),
  "quota-above-pool": ({ asked, pool, owner }, asking) => ({
    what: `${asked} is more than you can give.`,
    rule: `The pool of ${owner} is ${pool}, and nobody gives more of a pool than it has.`,
    next: "Give less, or ask for a larger pool.",
    actions: [...again(asking), formButton("Request more", "quota request")],
  }),
  "only-pools-lend": (_problem, asking) => ({
    what: "Only organizations borrow and lend by themselves.",
    rule: "What siblings leave unused is shared between organizations; a person's or a role's limit has no part in it.",
    next: "Leave borrow and lend out, or set the limit of an organization.",
    actions: again(asking),
  }),
  "until-passed": ({ until }, asking) => ({
    what: "That time has passed already.",
    rule: ["It would end ", { time: new Date(until) }, "; it must end later than it begins, and later than now."],
    next: "Choose a later time.",
    actions: again(asking),
  }),
  "grant-ended": ({ how }) => ({
    what: how === "voided" ? "That grant was taken back already." : "That grant has ended already.",
    rule: "A grant ends once.",
    next: "See which grants there are.",
    actions: [button("Grants", "quota grants")],
  }),
  "organization-loop": ({ organization, under }) => ({
    what: `${organization} can't stand below ${under}.`,
    rule: `${under} is ${organization} itself or stands below it, and nothing stands below itself.`,
    next: "Choose another one, or none.",
    actions: [button("My organizations", "org list")],
  }),
  "organization-too-deep": ({ limit }) => ({
    what: "That is too deep.",
    rule: `Organizations stand below each other on at most ${count(limit, "level", "levels")}.`,
    next: "Put it below one that is higher up.",
    actions: [button("My organizations", "org list")],
  }),
  "window-limit": ({ meter, limit }, asking) => ({
    what: `${meter} can't be counted over yet another period of its own.`,
    rule: `All use of the installation is added up over each of them, so organizations may have ${count(limit, "such period", "such periods")} among them.`,
    next: "Choose a day, week, month, quarter or year, or ask an admin of the installation to set it.",
    actions: again(asking),
  }),
  "nothing-limited": ({ subject, meter }) => ({
    what: `There is nothing to add to: ${subject} has no limit of ${meter}.`,
    rule: "What is not limited needs nothing on top.",
    next: "See which limits there are.",
    actions: [button("Show the limits", "quota show")],
  }),
};

const ofOneself: Explanation = {
  what: "You can't change your own limit.",
  rule: "Nobody gives to themselves, whatever they may do for others.",
  next: "Ask for more; somebody else who may answers.",
  actions: [formButton("Request more", "quota request"), button("My limits", "quota show")],
};

function ofServiceAccount(name: string): Explanation {
  return {
    what: `You can't change the limits of ${name}: you answer for it.`,
    rule: "Nobody gives to themselves, by a service account for which they answer either.",
    next: "Ask somebody else who sets limits here, or let somebody else answer for it first.",
    actions: [
      formButton("Let somebody else answer", "service assign", { name }),
      button("Its limits", "quota show", { subject: `@${name}` }),
    ],
  };
}

function again({ call }: Asking) {
  return call ? [formButton("Correct it in a form", call.command, call.input)] : [];
}
