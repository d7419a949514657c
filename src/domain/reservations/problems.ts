export type ReservationProblem =
  | { readonly kind: "reservation-ended"; readonly state: "committed" | "released" | "expired" }
  /** Zero or less, or more than 30 days. */
  | { readonly kind: "reservation-too-long"; readonly mostSeconds: number }
  /** Further ahead than clocks differ, or longer ago than single events are kept. */
  | { readonly kind: "usage-time-invalid"; readonly at: string; readonly from: string; readonly to: string }
  /** The same key came with another body. */
  | { readonly kind: "idempotency-mismatch" }
  /** No answer could be had in time; nothing was done. */
  | { readonly kind: "decisions-busy"; readonly waitedSeconds: number };
