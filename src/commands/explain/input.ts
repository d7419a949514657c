import type { Action, Call } from "../../notifications/message.ts";
import { nearestWord } from "../nearest.ts";
import type { CommandProblem } from "../problem.ts";
import { button, formButton, listed } from "../words.ts";
import type { Asking, Explanation } from "./explanation.ts";

/** What could not be understood, and what could be meant. */
export function explainInput(problem: CommandProblem, asking: Asking): Explanation {
  switch (problem.kind) {
    case "unknown-command":
      return unknownCommand(problem, asking);
    case "unknown-argument": {
      const near = nearestWord(problem.key, problem.known);
      return {
        what: `${problem.command} knows no “${problem.key}”.`,
        rule: problem.known.length > 0 ? `It knows ${listed(problem.known)}.` : "It takes nothing after its name.",
        next: near ? `Did you mean ${near}? Put quotes around what is text.` : "Put quotes around what is text.",
        actions: again(asking.call, problem.command),
      };
    }
    case "repeated-argument":
      return {
        what: `“${problem.key}” is given twice.`,
        rule: "Each argument is given once.",
        next: "Keep one of them.",
        actions: again(asking.call, problem.command),
      };
    case "too-many-words":
      return {
        what: `“${problem.rest}” is left over.`,
        rule: `${problem.command} takes nothing more, and nothing is ignored.`,
        next: ["Put quotes around words that belong together. An example: ", { code: problem.example }],
        actions: again(asking.call, problem.command),
      };
    case "unbalanced-quote":
      return {
        what: "A quotation mark is missing or in the wrong place.",
        rule: `A quotation stands by itself, from mark to mark; look near “${problem.near}”.`,
        next: "Close it, or leave the marks out.",
      };
    case "too-long":
      return {
        what: "That line is too long.",
        rule: `A line has at most ${problem.limit.toLocaleString("en-US")} characters.`,
        next: "Type the command alone and fill in its form.",
      };
    case "stale-call":
      return {
        what: "That button no longer works.",
        rule: "It is too old, or what it was for has changed since.",
        next: "Type the command again.",
        actions: [button("What can I do?", "help")],
      };
    default:
      return explainValue(problem, asking);
  }
}

type ValueProblem = Extract<CommandProblem, { field: string }>;

function explainValue(problem: ValueProblem, asking: Asking): Explanation {
  const actions = again(asking.call);
  switch (problem.kind) {
    case "missing":
      return { what: `${problem.label} is missing.`, rule: "It is needed.", next: "Fill it in.", actions };
    case "not-a-value":
      return {
        what: problem.typed ? `“${problem.typed}” does not fit ${problem.field}.` : `That does not fit ${problem.field}.`,
        rule: `${problem.field} is ${problem.expected}.`,
        next: "Change it and try again.",
        actions,
      };
    case "secret-typed":
      return {
        what: "That is a private key. It was not kept.",
        rule: "A private key must never leave the machine it was made on; here only public keys are used.",
        next: "Make a new key pair, since this one has been shown, and add the file that ends in .pub.",
      };
    case "person-unregistered":
      return {
        what: `${problem.label} has no account here.`,
        rule: "That takes somebody with an account.",
        next: `${problem.label} can register, or be invited.`,
        actions: [formButton("Invite", "invite create")],
      };
    case "person-is-bot":
      return {
        what: `${problem.label} is an app, not a person.`,
        rule: "Only people belong to organizations.",
        next: "Choose a person.",
        actions,
      };
    case "invitation-ambiguous":
      return {
        what: `“${problem.typed}” fits several invitations.`,
        rule: "It has to fit one alone.",
        next: "Choose which one you mean.",
        actions: asking.call ? candidates(asking.call, problem) : [],
      };
  }
}

const MOST_BUTTONS = 4;

function candidates(call: Call, problem: Extract<ValueProblem, { kind: "invitation-ambiguous" }>): readonly Action[] {
  return problem.candidates
    .slice(0, MOST_BUTTONS)
    .map((one) => button(one.label, call.command, { ...call.input, [problem.field]: one.value }));
}

type UnknownCommand = Extract<CommandProblem, { kind: "unknown-command" }>;

function unknownCommand(problem: UnknownCommand, asking: Asking): Explanation {
  const [best, ...others] = problem.nearest;
  const prefix = asking.platform === "slack" ? "/qm " : "/";
  return {
    what: `There is no command “${problem.typed}”.`,
    rule: "A command is a noun and a verb, such as invite create.",
    next: best
      ? [`Did you mean ${best.name}? An example: `, { code: prefix + best.example }]
      : "See what there is.",
    actions: [
      ...(best ? [formButton(best.name, best.name)] : []),
      ...others.map(({ name }) => formButton(name, name)),
      button("What can I do?", "help"),
    ],
  };
}

function again(call: Call | undefined, command?: string): readonly Action[] {
  if (call) return [formButton("Mend it in a form", call.command, call.input)];
  return command ? [formButton("Use a form", command)] : [];
}
