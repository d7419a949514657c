export type LoanProblem =
  /** Amounts as people read them: "12 GPU hours". */
  | { readonly kind: "loan-exceeds-unused"; readonly lender: string; readonly unused: string }
  /** `most` is what may be lent in all, `lent` how much of it is. */
  | { readonly kind: "loan-exceeds-bounds"; readonly lender: string; readonly most: string; readonly lent: string }
  /** What one has, the other has already: they are the same, or one is above the other. */
  | { readonly kind: "loan-within-one"; readonly lender: string; readonly borrower: string }
  /** What would be lent is part of a pool that does not bind the borrower; `pool` null: it was given by no admin. */
  | {
      readonly kind: "loan-out-of-pool";
      readonly lender: string;
      readonly borrower: string;
      readonly pool: string | null;
    }
  /** What is lent for a month cannot be added to every day. */
  | {
      readonly kind: "loan-windows-differ";
      readonly lender: string;
      readonly borrower: string;
      /** As window.ts prints it: the borrower's, of which the lender has none. */
      readonly window: string;
    }
  | { readonly kind: "loan-not-yours"; readonly organization: string }
  | { readonly kind: "loan-ended"; readonly state: string; readonly by?: string; readonly at?: string };
