import type { Ref } from "../events.ts";
import type { LoanFacts } from "../quotas/events.ts";

/** Each changes the cards of the loan, at the lender's and at the borrower's. `asked` are those who may answer. */
export type LoanEvent =
  | { readonly kind: "loan-offered"; readonly loan: LoanFacts; readonly asked: readonly Ref[] }
  | { readonly kind: "loan-accepted"; readonly loan: LoanFacts }
  | { readonly kind: "loan-declined"; readonly loan: LoanFacts }
  | { readonly kind: "loan-cancelled"; readonly loan: LoanFacts }
  | { readonly kind: "loan-expired"; readonly loan: LoanFacts }
  /** It goes back within a day. */
  | { readonly kind: "loan-ending"; readonly loan: LoanFacts }
  | {
      readonly kind: "loan-returned";
      readonly loan: LoanFacts;
      readonly used: string;
      readonly usedShown: string;
      readonly early: boolean;
    };
