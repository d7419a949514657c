import type { AlertKind } from "./kinds.ts";
import type { IdleProblem } from "./idle-events.ts";
import type { AlertRoutingProblem } from "./routing-problems.ts";

/** Refusals about the rules that alerts come from. */
export type AlertRuleProblem =
  | {
      readonly kind: "alert-levels-invalid";
      readonly because: BecauseLevelsInvalid;
      /** The word that is wrong, or all that was typed. */
      readonly typed: string;
      /** The most that may be, where that is what was passed. */
      readonly limit?: string;
      readonly field: string;
    }
  | {
      readonly kind: "alert-rule-name-taken";
      readonly name: string;
      readonly suggestion: string;
      readonly field: string;
    }
  /** Nothing is looked at over so long. */
  | { readonly kind: "alert-span-too-long"; readonly days: number; readonly field: string }
  /** One that looks at just the same. */
  | { readonly kind: "alert-rule-exists"; readonly ruleId: string; readonly name: string }
  | { readonly kind: "alert-rule-limit"; readonly limit: number; readonly of: "installation" | "person" }
  /** The kind cannot look at that. */
  | {
      readonly kind: "alert-rule-unfit";
      readonly alertKind: AlertKind;
      readonly because: "needs-meter" | "takes-no-meter" | "installation-only" | "from-outside";
      readonly field: string;
    };

export type BecauseLevelsInvalid =
  | "none"
  | "unreadable"
  | "out-of-order"
  | "repeated"
  | "too-many"
  | "beyond-cap"
  | "not-positive"
  /** Amounts of no one meter. */
  | "needs-meter"
  /** The kind has levels of one sort only, such as counts. */
  | "unfit";

export type AlertProblem = AlertRuleProblem | AlertRoutingProblem | IdleProblem;
