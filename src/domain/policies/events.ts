import type { PolicyAction } from "../../storage/generated/enums.ts";
import type { Ref } from "../events.ts";

/** A policy as an event tells of it. */
export interface PolicyFacts {
  readonly id: string;
  readonly subject: string;
  readonly subjectKey: string;
  readonly meter: string;
  readonly window: string;
  readonly action: PolicyAction;
  /** As people read it: "80 % of its GPU hours a month", "320 GPU hours a month". */
  readonly shown: string;
  readonly createdBy: Ref;
}

export type PolicyEvent =
  | {
      readonly kind: "policy-created";
      readonly policy: PolicyFacts;
      readonly person?: Ref;
      readonly organization?: Ref;
    }
  /** `lifted`: what it had paused may start again. */
  | {
      readonly kind: "policy-deleted";
      readonly policy: PolicyFacts;
      readonly lifted: boolean;
      readonly person?: Ref;
      readonly organization?: Ref;
    }
  /** Once a period. Amounts as people read them; `until` is the period's end, ISO 8601, null: it never ends. */
  | {
      readonly kind: "policy-fired";
      readonly policy: PolicyFacts;
      readonly used: string;
      readonly limit: string | null;
      readonly until: string | null;
      readonly person?: Ref;
      readonly organization?: Ref;
    };
