import type { Action, Call, Text } from "../../notifications/message.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { listed } from "../words.ts";

/** The three lines of a refusal. */
export interface Explanation {
  /** What was refused. */
  readonly what: string;
  /** The rule, and where it comes from. */
  readonly rule: Text;
  /** What to do next. */
  readonly next: Text;
  readonly actions?: readonly Action[];
}

/** What the words may depend on besides the problem. */
export interface Asking {
  readonly platform: Platform;
  /** What was asked, where it was understood that far. */
  readonly call?: Call;
  /** Whether doing it would have changed something. */
  readonly isChange?: boolean;
  /** What the operator says where quota is refused. */
  readonly denialText?: string;
}

/** Whom to ask, as far as that may be said. */
export function askSomeone(whoMay: readonly string[], otherwise: string): string {
  return whoMay.length === 0 ? otherwise : `Ask ${listed(whoMay, "or")}.`;
}

/** Words for each problem of a family. A new kind without words does not compile. */
export type WordsFor<Family extends { readonly kind: string }> = {
  readonly [Kind in Family["kind"]]: (problem: Extract<Family, { readonly kind: Kind }>, asking: Asking) => Explanation;
};
