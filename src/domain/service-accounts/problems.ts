export type ServiceAccountProblem =
  | { readonly kind: "service-name-invalid"; readonly name: string; readonly field: "name" }
  | {
      readonly kind: "service-name-taken";
      readonly name: string;
      readonly suggestion: string;
      readonly field: "name";
    }
  | { readonly kind: "service-account-limit"; readonly limit: number; readonly organization: string }
  | {
      /** Who answers for one is an active member, and no viewer. */
      readonly kind: "responsible-not-member";
      readonly name: string;
      readonly organization: string;
      readonly field: "responsible";
    }
  | {
      /** Who gave it quota does not come to answer for it: it would be a gift to themselves. */
      readonly kind: "responsible-gave";
      readonly account: string;
      readonly name: string;
    }
  | {
      /** What a service account never is or has. */
      readonly kind: "service-account-refused";
      readonly account: string;
      readonly wanted: "invited" | "role" | "removed-as-member" | "suspended";
    };
