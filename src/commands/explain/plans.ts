import type { PlanProblem } from "../../domain/plans/problems.ts";
import { nearestWord } from "../nearest.ts";
import { button, listed } from "../words.ts";
import { askSomeone } from "./explanation.ts";
import type { Explanation, WordsFor } from "./explanation.ts";

/** As many faults fit into one line that somebody still reads. */
const MOST_SHOWN = 5;
const plans = button("Plans", "plan list");

export const planWords: WordsFor<PlanProblem> = {
  "plan-unknown": ({ typed, known }) => {
    const near = nearestWord(typed, known);
    return {
      what: `There is no plan called “${typed}”.`,
      rule: `Plans are those of the configuration: ${listed(known)}.`,
      next: near ? `${near} is the one most like it.` : "Choose one of them.",
      actions: [plans],
    };
  },
  "plan-not-editable": ({ file }) => ({
    what: "Plans can't be changed in chat.",
    rule: `They are defined in ${file}, where a change can be reviewed and taken back.`,
    next: "Change them there; plan reload shows what that changes, and loads it. To give a person another plan: user plan.",
    actions: [plans, button("Load the file", "plan reload")],
  }),
  "plan-above-yours": ({ plan, whoMay }) => ({
    what: `You can't give the plan ${plan}.`,
    rule: "The configuration lets only Super Admins give it.",
    next: askSomeone(whoMay, "Ask a Super Admin."),
    actions: [plans],
  }),
  "plan-of-oneself": ({ whoMay, isServiceAccount }) => ({
    what: isServiceAccount
      ? "You can't change the plan of a service account for which you answer."
      : "You can't change your own plan.",
    rule: "Nobody gives themselves more; only Super Admins change their own plan.",
    next: askSomeone(whoMay, "Ask a Super Admin."),
    actions: [button("My plan", "plan explain")],
  }),
  "configuration-invalid": ({ file, problems }) => invalid(file, problems),
  "configuration-absent": ({ file }) => ({
    what: "There is no configuration to load.",
    rule: `Where the program was started there is no ${file}, and QM_CONFIG names none: its own plan without limits holds.`,
    next: "Make the file, and start the program again.",
    actions: [plans],
  }),
  "configuration-changed-meanwhile": ({ file }) => ({
    what: `${file} was saved again meanwhile.`,
    rule: "Only what was shown is loaded.",
    next: "Look at the changes again.",
    actions: [button("Look again", "plan reload")],
  }),
};

function invalid(file: string, problems: readonly string[]): Explanation {
  const shown = problems.slice(0, MOST_SHOWN).join("; ");
  const more = problems.length > MOST_SHOWN ? `; and ${problems.length - MOST_SHOWN} more` : "";
  return {
    what: `${file} was not loaded.`,
    rule: `There is something wrong in it: ${shown}${more}.`,
    next: "Mend it and load it again. Until then everything stays as it is.",
    actions: [button("Load it again", "plan reload"), plans],
  };
}
