import type { PersonProblem } from "../../domain/people/problems.ts";
import type { Action, Call } from "../../notifications/message.ts";
import { button, formButton, platformNames, stateNames } from "../words.ts";
import type { WordsFor } from "./explanation.ts";
import type { CodeProblem } from "./codes.ts";

export const personWords: WordsFor<Exclude<PersonProblem, NameProblem | CodeProblem>> = {
  "already-registered": (problem) => ({
    what: `You already have an account: ${problem.username}.`,
    rule: "One person has one account in an installation.",
    next: "There is nothing more to do.",
    actions: [button("Who am I here?", "whoami")],
  }),
  "registration-closed": () => ({
    what: "You can't register here.",
    rule: "Registration is closed in this installation: accounts are made by invitation.",
    next: "Ask somebody here to invite you, or link an account that you already have.",
    actions: [formButton("Link my account", "link accept")],
  }),
  "identity-has-account": (problem) => ({
    what: `This ${platformNames[problem.platform]} account already belongs to ${problem.username}.`,
    rule: `A ${platformNames[problem.platform]} account belongs to one person here.`,
    next: "Use the account it belongs to.",
    actions: [button("Who am I here?", "whoami")],
  }),
  "account-has-identity": (problem) => ({
    what: `That account already has a ${platformNames[problem.platform]} account: ${problem.handle}.`,
    rule: `A person has at most one ${platformNames[problem.platform]} account here.`,
    next: `Use ${problem.handle}, or ask an admin of the installation.`,
  }),
  "already-activated": (problem) => ({
    what: `${problem.name} is already active.`,
    rule: [`${problem.by} activated the account on `, { time: problem.at }, "."],
    next: "There is nothing more to do.",
  }),
  "not-awaiting-activation": (problem) => ({
    what: `${problem.name} can't be activated.`,
    rule: `Only accounts that wait for activation can be; this one is ${stateNames[problem.state]}.`,
    next: "Check that you meant this person.",
  }),
  "person-not-suspendable": ({ because, name, state }) => ({
    what: because === "yourself" ? "You can't suspend yourself." : `${name} can't be suspended by you.`,
    rule: notSuspendable[because](stateNames[state]),
    next: suspendableBy[because],
  }),
  "person-not-suspended": ({ name, state }) => ({
    what: `${name} is not suspended.`,
    rule: `Only suspended accounts are reinstated; this one is ${stateNames[state]}.`,
    next: "There is nothing more to do.",
  }),
  "person-ambiguous": (problem, asking) => ({
    what: `“${problem.query}” could be several people.`,
    rule: "A name has to fit one person alone.",
    next: "Choose whom you mean, or give the username.",
    ...candidates(asking.call, problem),
  }),
  "workspace-connected": (problem) => ({
    what: `${problem.name} is already connected.`,
    rule: "A Slack workspace or Discord server belongs to exactly one installation.",
    next: "There is nothing more to do.",
  }),
};

type NotSuspendable = Extract<PersonProblem, { kind: "person-not-suspendable" }>["because"];

const suspendableBy: Readonly<Record<NotSuspendable, string>> = {
  yourself: "Ask another admin of the installation to do it.",
  "ranks-above": "Ask a Super Admin.",
  "not-active": "Check that you meant this person.",
};

const notSuspendable: Readonly<Record<NotSuspendable, (state: string) => string>> = {
  yourself: () => "Somebody else has to answer for it, and to be there to lift it.",
  "ranks-above": () => "Nobody suspends or reinstates who ranks above them.",
  "not-active": (state) => `Only active accounts are suspended; this one is ${state}.`,
};

type NameProblem = Extract<PersonProblem, { kind: "username-invalid" | "username-taken" | "email-taken" }>;

export const nameWords: WordsFor<NameProblem> = {
  "username-invalid": (problem, asking) => ({
    what: `“${problem.username}” can't be a username.`,
    rule: problem.character
      ? `“${problem.character}” is not allowed: usernames have letters, digits and underscores.`
      : "Usernames have 1 to 64 letters, digits and underscores.",
    next: "Choose another one.",
    actions: [formButton("Choose another", "register", asking.call?.input ?? {})],
  }),
  "username-taken": (problem, asking) => ({
    what: `The username ${problem.username} is taken.`,
    rule: "A username belongs to one person in an installation.",
    next: `${problem.suggestion} is free.`,
    actions: [
      button(`Use ${problem.suggestion}`, "register", { ...asking.call?.input, username: problem.suggestion }),
      formButton("Choose another", "register", asking.call?.input ?? {}),
    ],
  }),
  "email-taken": (problem) => ({
    what: `Somebody here already has the address ${problem.email}.`,
    rule: "A verified address belongs to one person in an installation.",
    next: "If that is you on the other platform, link your accounts.",
    actions: [formButton("Link my account", "link accept")],
  }),
};

type Ambiguous = Extract<PersonProblem, { kind: "person-ambiguous" }>;
const MOST_BUTTONS = 4;

function candidates(call: Call | undefined, problem: Ambiguous): { actions?: readonly Action[] } {
  const field = problem.field;
  if (!call || !field) return {};
  const buttons = problem.candidates
    .slice(0, MOST_BUTTONS)
    .map((one) =>
      button(`${one.name} (@${one.username})`, call.command, { ...call.input, [field]: `@${one.username}` }),
    );
  return { actions: buttons };
}
