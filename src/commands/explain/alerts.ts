import type { AlertRuleProblem } from "../../domain/alerts/problems.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { button, formButton } from "../words.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

type LevelsInvalid = Extract<AlertRuleProblem, { kind: "alert-levels-invalid" }>;
type Unfit = Extract<AlertRuleProblem, { kind: "alert-rule-unfit" }>;

export const alertRuleWords: WordsFor<AlertRuleProblem> = {
  "alert-levels-invalid": (problem, asking) => ({
    what: levelFaults[problem.because](problem),
    rule: "Levels rise, each is given once, and there are at most 20: percents of a limit such as 80 %, amounts such as 50 GPU hours, or counts.",
    next: "Write them lowest first, with commas: 80, 95, 100.",
    ...again(asking),
  }),
  "alert-rule-name-taken": ({ name, suggestion }, asking) => ({
    what: `There is an alert rule called “${name}” already.`,
    rule: "Each rule has a name of its own.",
    next: `${suggestion} is free.`,
    actions: asking.call
      ? [
          button(`Use ${suggestion}`, asking.call.command, { ...asking.call.input, name: suggestion }),
          formButton("Choose another", asking.call.command, asking.call.input),
        ]
      : [],
  }),
  "alert-span-too-long": ({ days }, asking) => ({
    what: "That is longer than a rule can look back.",
    rule: `It looks back at most ${days} days.`,
    next: "Choose a shorter time.",
    ...again(asking),
  }),
  "alert-rule-exists": ({ ruleId, name }) => ({
    what: `“${name}” looks at just that already.`,
    rule: "Two rules of one kind for the same would tell everything twice.",
    next: "Change that one: it can have more levels.",
    actions: [
      formButton("Change it", "alert edit", { rule: ruleId }),
      button("Show it", "alert show", { rule: ruleId }),
    ],
  }),
  "alert-rule-limit": ({ limit, of }) => ({
    what:
      of === "person"
        ? "You have made as many alert rules as you may."
        : "There are as many alert rules as there may be.",
    rule: `${of === "person" ? "Each person makes" : "An installation has"} at most ${limit.toLocaleString("en-US")}.`,
    next: "Delete one that is not needed any more.",
    actions: [button("Alert rules", "alert list")],
  }),
  "alert-rule-unfit": (problem, asking) => ({ ...unfit(problem), ...again(asking) }),
};

const levelFaults: Readonly<Record<LevelsInvalid["because"], (problem: LevelsInvalid) => string>> = {
  none: () => "There are no levels to tell of.",
  unreadable: ({ typed }) => `“${typed}” is no level.`,
  "out-of-order": ({ typed }) => `The levels ${typed} do not rise.`,
  repeated: ({ typed }) => `The level ${typed} is given twice.`,
  "too-many": () => "Those are too many levels.",
  "beyond-cap": ({ typed, limit }) => `${typed} is past the highest level that there may be, ${limit ?? "1,000 %"}.`,
  "not-positive": ({ typed }) => `${typed} would always be reached: levels are above zero.`,
  "needs-meter": ({ typed }) => `${typed} is an amount, and it is not said of what.`,
  unfit: ({ typed }) => `${typed} is no level that this kind of alert has.`,
};

function unfit({ alertKind, because }: Unfit): Explanation {
  const name = kindNames[alertKind];
  switch (because) {
    case "needs-meter":
      return {
        what: `Alerts of the kind “${name}” need to know of what.`,
        rule: "An amount is always of one meter.",
        next: "Name the meter, such as gpu_hours.",
      };
    case "takes-no-meter":
      return {
        what: `Alerts of the kind “${name}” look at no meter.`,
        rule: "They are not about what is counted.",
        next: "Leave the meter out.",
      };
    case "installation-only":
      return {
        what: `Alerts of the kind “${name}” are about the whole installation.`,
        rule: "They look at no single person or organization.",
        next: "Leave the subject out, or say installation.",
      };
    case "from-outside":
      return {
        what: `Alerts of the kind “${name}” have no rules here.`,
        rule: "They come from another system, which decides when.",
        next: "Change the rule there.",
      };
  }
}

function again({ call }: Asking): Pick<Explanation, "actions"> {
  return call ? { actions: [formButton("Change it", call.command, call.input)] } : {};
}
