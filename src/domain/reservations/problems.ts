export type ReservationProblem =
  | { readonly kind: "reservation-ended"; readonly state: "committed" | "released" | "expired" }
  /** The same key came with another body. */
  | { readonly kind: "idempotency-mismatch" };
