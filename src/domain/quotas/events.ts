import type { Ref } from "../events.ts";

/** A limit as an event tells of it; amounts as decimal text in the meter's unit, null for unlimited. */
export interface QuotaFacts {
  readonly subject: string;
  readonly subjectKey: string;
  readonly meter: string;
  readonly window: string;
  readonly amount: string | null;
  /** As people read it: "50 GPU hours a month". */
  readonly shown: string;
  readonly model: string;
  /** ISO 8601; exclusive. */
  readonly until: string | null;
  /** At how many percent it is told of, where that is not as usual. */
  readonly thresholds?: readonly number[];
}

export interface GrantFacts {
  readonly id: string;
  readonly subject: string;
  readonly subjectKey: string;
  readonly meter: string;
  readonly amount: string;
  /** As people read it: "200 GPU hours". */
  readonly shown: string;
  readonly from: string;
  readonly until: string | null;
  /** Set where it answers a request, whose own events tell of it. */
  readonly requestId?: string;
}

export interface LoanFacts {
  readonly id: string;
  readonly meter: string;
  readonly amount: string;
  /** The amount as people read it: "40 GPU hours". */
  readonly shown: string;
  readonly lender: Ref;
  readonly borrower: Ref;
  readonly until: string;
  /** Who proposed it: at the lender's, or where it was asked for at the borrower's. */
  readonly proposer: Ref;
  readonly askedFor: boolean;
}

/** `person` is whose limit it is, where it is one person's: they are told. */
export type QuotaEvent =
  | {
      readonly kind: "quota-set";
      readonly quota: QuotaFacts;
      readonly before: QuotaFacts | null;
      readonly person?: Ref;
      readonly organization?: Ref;
    }
  | { readonly kind: "quota-unset"; readonly quota: QuotaFacts; readonly person?: Ref; readonly organization?: Ref }
  | { readonly kind: "quota-ended"; readonly quota: QuotaFacts; readonly person?: Ref; readonly organization?: Ref }
  | { readonly kind: "grant-created"; readonly grant: GrantFacts; readonly person?: Ref; readonly organization?: Ref }
  | { readonly kind: "grant-voided"; readonly grant: GrantFacts; readonly person?: Ref; readonly organization?: Ref }
  | { readonly kind: "grant-ending"; readonly grant: GrantFacts; readonly person?: Ref; readonly organization?: Ref }
  | { readonly kind: "grant-ended"; readonly grant: GrantFacts; readonly person?: Ref; readonly organization?: Ref }
  | {
      readonly kind: "organization-moved";
      readonly organization: Ref;
      readonly before: Ref | null;
      readonly after: Ref | null;
    }
  | {
      readonly kind: "fair-share-set";
      /** "Vision Lab", "Bob Ekman in Vision Lab". */
      readonly subject: string;
      readonly before: number;
      readonly after: number;
      readonly organization: Ref;
      /** Whose it is, where it is one person's in the organization. */
      readonly person?: Ref;
    };
