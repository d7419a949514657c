import type { OrganizationKind, Prerequisite, Role } from "../../storage/generated/enums.ts";

export type OrganizationProblem =
  | { readonly kind: "no-current-organization" }
  | {
      readonly kind: "organization-name-taken";
      readonly name: string;
      readonly suggestion: string;
      readonly field: "name";
    }
  | {
      readonly kind: "text-invalid";
      readonly field: string;
      readonly reason: "empty" | "too-long" | "control-character";
      readonly limit: number;
    }
  | { readonly kind: "personal-organization"; readonly organization: string }
  /** Told to whoever belonged to it. */
  | { readonly kind: "organization-deleted"; readonly organization: string; readonly by: string; readonly at: Date }
  | { readonly kind: "must-be-invited"; readonly name: string; readonly organization: string }
  | { readonly kind: "already-member"; readonly name: string; readonly role: Role; readonly organization: string }
  | {
      readonly kind: "prerequisites-missing";
      readonly name: string;
      readonly missing: readonly Prerequisite[];
      readonly organization: string;
      readonly organizationKind: OrganizationKind;
    }
  /** So many somebody keeps already. */
  | { readonly kind: "organization-limit"; readonly limit: number }
  | { readonly kind: "membership-limit"; readonly limit: number; readonly organization: string };
