import type { MeterProblem } from "../../domain/meters/problems.ts";
import { nearestWord } from "../nearest.ts";
import { count, formButton, listed } from "../words.ts";
import type { Asking, WordsFor } from "./explanation.ts";

type Because = Extract<MeterProblem, { kind: "amount-invalid" }>["because"];

const MOST_NAMED = 12;

export const meterWords: WordsFor<MeterProblem> = {
  "meter-unknown": ({ typed, known }, asking) => {
    const near = nearestWord(typed.replaceAll(/[\s-]+/gu, "_"), known);
    return {
      what: `Nothing called “${typed}” is counted here.`,
      rule:
        known.length > MOST_NAMED
          ? `${listed(known.slice(0, MOST_NAMED))}, and ${known.length - MOST_NAMED} more are.`
          : `What is counted: ${listed(known)}.`,
      next: near ? `Did you mean ${near}?` : "Choose one of these.",
      actions: again(asking),
    };
  },
  "accelerator-unknown": ({ typed, known }, asking) => {
    const near = nearestWord(typed.toLowerCase(), known);
    return {
      what: `No accelerator called “${typed}” is known here.`,
      rule:
        known.length === 0
          ? "None has a rate of its own."
          : `What is known: ${listed(known.slice(0, MOST_NAMED))}${known.length > MOST_NAMED ? `, and ${known.length - MOST_NAMED} more` : ""}.`,
      next: near ? `Did you mean ${near}? A plain gpu counts 1.` : "Choose one of these, or gpu, which counts 1.",
      actions: again(asking),
    };
  },
  "amount-invalid": ({ typed, label, because, decimals }, asking) => ({
    what: `“${typed}” is no amount of ${label}.`,
    rule: rules[because](label, decimals),
    next: "Change it and try again.",
    actions: again(asking),
  }),
};

const rules: Readonly<Record<Because, (label: string, decimals: number) => string>> = {
  "not-a-number": () => "It takes a plain number, such as 200 or 0.5.",
  infinite: () => "It takes a finite number, such as 200 or 0.5; of a limit, unlimited says that there is none.",
  negative: () => "It takes zero or more.",
  zero: () => "It takes more than zero.",
  "too-precise": (label, decimals) =>
    decimals === 0
      ? `${label} is counted in whole numbers.`
      : `${label} is counted with at most ${count(decimals, "decimal", "decimals")}; nothing is rounded.`,
  "too-large": (_label, decimals) =>
    `The largest single amount is ${(10n ** BigInt(15 - decimals)).toLocaleString("en-US")}.`,
  "wrong-unit": (label) => `That unit is not the one that ${label} is counted in; leave the unit out.`,
};

function again({ call }: Asking) {
  return call ? [formButton("Correct it in a form", call.command, call.input)] : [];
}
