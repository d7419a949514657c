import type { CodePurpose, PersonState, Platform } from "../../storage/generated/enums.ts";

export type PersonProblem =
  | { readonly kind: "already-registered"; readonly username: string }
  | {
      readonly kind: "username-invalid";
      readonly username: string;
      readonly character?: string;
      readonly field: "username";
    }
  | {
      readonly kind: "username-taken";
      readonly username: string;
      readonly suggestion: string;
      readonly field: "username";
    }
  | { readonly kind: "email-taken"; readonly email: string }
  | { readonly kind: "registration-closed" }
  | { readonly kind: "claim-code-required"; readonly field: "claim" }
  | {
      readonly kind: "code-invalid";
      readonly purpose: CodePurpose;
      readonly reason: "wrong" | "used" | "expired";
      readonly field: "code" | "claim";
    }
  | { readonly kind: "too-many-tries"; readonly purpose: CodePurpose; readonly until: Date }
  | { readonly kind: "identity-has-account"; readonly platform: Platform; readonly username: string }
  | { readonly kind: "account-has-identity"; readonly platform: Platform; readonly handle: string }
  | { readonly kind: "already-activated"; readonly name: string; readonly by: string; readonly at: Date }
  | { readonly kind: "not-awaiting-activation"; readonly name: string; readonly state: PersonState }
  | {
      readonly kind: "person-not-suspendable";
      readonly because: "yourself" | "ranks-above" | "not-active";
      readonly name: string;
      readonly state: PersonState;
    }
  | { readonly kind: "person-not-suspended"; readonly name: string; readonly state: PersonState }
  | {
      readonly kind: "person-ambiguous";
      readonly query: string;
      readonly candidates: readonly { readonly id: string; readonly username: string; readonly name: string }[];
      readonly field?: string;
    }
  | { readonly kind: "workspace-connected"; readonly name: string };
