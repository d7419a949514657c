export type RequestProblem =
  | { readonly kind: "request-of-oneself" }
  | { readonly kind: "request-pending"; readonly meter: string; readonly requestId: string }
  /** Nobody but the requester could answer it. */
  | { readonly kind: "request-unanswerable"; readonly subject: string }
  /** Only who asked takes it back. */
  | { readonly kind: "request-not-yours"; readonly requester: string }
  /** First click wins; the second is told who and when. */
  | { readonly kind: "request-ended"; readonly state: string; readonly by?: string; readonly at?: string }
  | { readonly kind: "grant-too-long"; readonly days: number };
