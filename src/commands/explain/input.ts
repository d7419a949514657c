import type { Action, Call } from "../../notifications/message.ts";
import { nearestWord } from "../nearest.ts";
import type { CommandProblem } from "../problem.ts";
import { button, formButton, listed, typedOn } from "../words.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

export const lineWords: WordsFor<Exclude<CommandProblem, ValueProblem>> = {
  "unknown-command": (problem, asking) => unknownCommand(problem, asking),
  "unknown-argument": (problem, asking) => {
    const near = nearestWord(problem.key, problem.known);
    return {
      what: `${problem.command} knows no “${problem.key}”.`,
      rule: problem.known.length > 0 ? `It knows ${listed(problem.known)}.` : "It takes nothing after its name.",
      next: near ? `Did you mean ${near}? Put quotes around what is text.` : "Put quotes around what is text.",
      actions: again(asking.call, problem.command),
    };
  },
  "repeated-argument": (problem, asking) => ({
    what: `“${problem.key}” is given twice.`,
    rule: "Each argument is given once.",
    next: "Keep one of them.",
    actions: again(asking.call, problem.command),
  }),
  "too-many-words": (problem, asking) => ({
    what: `“${problem.rest}” is left over.`,
    rule: `${problem.command} takes nothing more, and nothing is ignored.`,
    next: [
      "Put quotes around words that belong together. An example: ",
      { code: typedOn(asking.platform, problem.example) },
    ],
    actions: again(asking.call, problem.command),
  }),
  "unbalanced-quote": (problem) => ({
    what: "A quotation mark is missing or in the wrong place.",
    rule: `A quotation stands by itself, from mark to mark; look near: ${problem.near}`,
    next: "Close it, or leave the marks out.",
  }),
  "too-long": (problem) => ({
    what: "That line is too long.",
    rule: `A line has at most ${problem.limit.toLocaleString("en-US")} characters.`,
    next: "Type the command alone and fill in its form.",
  }),
  "stale-call": () => ({
    what: "That button no longer works.",
    rule: "It is too old, was made for somebody else, or what it was for has changed.",
    next: "Type the command again.",
    actions: [button("What can I do?", "help")],
  }),
};

type ValueProblem = Extract<CommandProblem, { field: string }>;

export const valueWords: WordsFor<ValueProblem> = {
  missing: (problem, asking) => ({
    what: `${problem.label} is missing.`,
    rule: "It is needed.",
    next: "Fill it in.",
    actions: again(asking.call),
  }),
  "not-a-value": (problem, asking) => ({
    what: problem.typed ? `“${problem.typed}” does not fit ${problem.field}.` : `That does not fit ${problem.field}.`,
    rule: `It takes ${problem.expected}.`,
    next: "Change it and try again.",
    actions: again(asking.call),
  }),
  "name-mistyped": (problem) => ({
    what: `“${problem.typed}” is not its name.`,
    rule: `It is called ${problem.name}; what cannot be undone wants the name typed.`,
    next: "Type the name, or leave everything as it is.",
  }),
  "secret-typed": () => ({
    what: "That is a private key. It was not kept.",
    rule: "A private key must never leave the machine it was made on; here only public keys are used.",
    next: "Make a new key pair, since this one has been shown, and add the file that ends in .pub.",
  }),
  "person-unregistered": (problem) => ({
    what: `${problem.label} has no account here.`,
    rule: "That takes somebody with an account.",
    next: `${problem.label} can register, or be invited.`,
    actions: [formButton("Invite", "invite create")],
  }),
  "person-is-bot": (problem, asking) => ({
    what: `${problem.label} is an app, not a person.`,
    rule: "Only people belong to organizations.",
    next: "Choose a person.",
    actions: again(asking.call),
  }),
  ambiguous: (problem, asking) => ambiguous(problem, asking.call),
};

const MOST_BUTTONS = 4;

function ambiguous(
  { field, typed, things, candidates }: Extract<ValueProblem, { kind: "ambiguous" }>,
  call: Call | undefined,
): Explanation {
  const shown = candidates.slice(0, MOST_BUTTONS);
  const more = candidates.length - shown.length;
  return {
    what: typed ? `“${typed}” fits several ${things}.` : `There are several ${things}.`,
    rule: call ? "It has to be one alone." : `It could be one of these: ${shown.map(({ label }) => label).join("; ")}.`,
    next:
      more > 0
        ? `Choose which one you mean, or type more of its name: there are ${more} more.`
        : "Choose which one you mean.",
    actions: call
      ? shown.map(({ label, value }) => button(label, call.command, { ...call.input, [field]: value }))
      : [],
  };
}

type UnknownCommand = Extract<CommandProblem, { kind: "unknown-command" }>;

function unknownCommand(problem: UnknownCommand, asking: Asking): Explanation {
  const [best, ...others] = problem.nearest;
  return {
    what: `There is no command “${problem.typed}”.`,
    rule: "A command is a noun and a verb, such as invite create.",
    next: best
      ? [`Did you mean ${best.name}? An example: `, { code: typedOn(asking.platform, best.example) }]
      : "See what there is.",
    actions: [
      ...(best ? [formButton(best.name, best.name)] : []),
      ...others.map(({ name }) => formButton(name, name)),
      button("What can I do?", "help"),
    ],
  };
}

function again(call: Call | undefined, command?: string): readonly Action[] {
  if (call) return [formButton("Correct it in a form", call.command, call.input)];
  return command ? [formButton("Use a form", command)] : [];
}
