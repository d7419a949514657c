import type { Ref } from "../events.ts";

/** A request as an event tells of it; amounts as decimal text in the meter's unit. */
export interface RequestFacts {
  readonly id: string;
  readonly requester: Ref;
  readonly subject: string;
  readonly subjectKey: string;
  readonly meter: string;
  readonly amount: string;
  /** The amount as people read it: "200 GPU hours". */
  readonly shown: string;
  readonly until: string | null;
  /** Where it is about an organization, or somebody within one. */
  readonly organization?: Ref;
}

/** Somebody does not answer requests until then; null: they are back. */
export interface AwayEvent {
  readonly kind: "person-away-set";
  readonly person: Ref;
  readonly until: string | null;
}

/** Each changes the request's cards, at the requester's and at those who may answer. */
export type RequestEvent =
  | { readonly kind: "quota-requested"; readonly request: RequestFacts; readonly asked: readonly Ref[] }
  /** `asked` are those who were not asked before. */
  | { readonly kind: "quota-request-escalated"; readonly request: RequestFacts; readonly asked: readonly Ref[] }
  /** `lapsed` are those whose approvals were of other terms. */
  | {
      readonly kind: "quota-request-voted";
      readonly request: RequestFacts;
      readonly by: Ref;
      readonly verdict: "approve" | "deny";
      readonly lapsed: readonly Ref[];
    }
  | {
      readonly kind: "quota-request-approved";
      readonly request: RequestFacts;
      readonly granted: {
        readonly amount: string;
        readonly shown: string;
        readonly from: string;
        readonly until: string | null;
      };
    }
  | { readonly kind: "quota-request-denied"; readonly request: RequestFacts }
  | { readonly kind: "quota-request-cancelled"; readonly request: RequestFacts }
  | { readonly kind: "quota-request-expired"; readonly request: RequestFacts };
