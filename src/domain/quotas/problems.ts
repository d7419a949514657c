export type QuotaProblem =
  | { readonly kind: "window-invalid"; readonly typed: string; readonly field?: string }
  /** Gauges have no window, counters need one. */
  | { readonly kind: "window-of-other-kind"; readonly meter: string; readonly meterKind: "counter" | "gauge" }
  | { readonly kind: "quota-not-set"; readonly subject: string; readonly meter: string }
  /** `serviceAccount`: of one for which the actor answers. */
  | { readonly kind: "quota-of-oneself"; readonly serviceAccount?: string }
  /** A coordinator cannot give more than the pool has. Amounts as people read them: "600 GPU hours", "unlimited". */
  | {
      readonly kind: "quota-above-pool";
      readonly asked: string;
      readonly pool: string;
      /** Whose pool it is: "Vision Lab", "the installation". */
      readonly owner: string;
      readonly field?: string;
    }
  /** Borrowing and lending among siblings is between organizations. */
  | { readonly kind: "only-pools-lend"; readonly field: string }
  /** ISO 8601. */
  | { readonly kind: "until-passed"; readonly until: string; readonly field?: string }
  | { readonly kind: "grant-ended"; readonly how: "voided" | "expired" }
  | { readonly kind: "organization-loop"; readonly organization: string; readonly under: string }
  | { readonly kind: "organization-too-deep"; readonly limit: number }
  /** So many periods of their own choice organizations may have counted, of a meter. */
  | { readonly kind: "window-limit"; readonly meter: string; readonly limit: number; readonly field?: string }
  /** There is no limit to add to, so nothing to lend or request. */
  | { readonly kind: "nothing-limited"; readonly subject: string; readonly meter: string };
