export type RequestProblem =
  | { readonly kind: "request-of-oneself" }
  | { readonly kind: "request-pending"; readonly meter: string; readonly requestId: string }
  /** Nobody but the requester could answer it, or fewer than have to. */
  | {
      readonly kind: "request-unanswerable";
      readonly subject: string;
      readonly able?: number;
      readonly needed?: number;
    }
  /** Somebody has put other terms in the place of those that were read. */
  | { readonly kind: "request-changed"; readonly by?: string }
  /** Only who asked takes it back. */
  | { readonly kind: "request-not-yours"; readonly requester: string }
  /** First click wins; the second is told who and when. */
  | { readonly kind: "request-ended"; readonly state: string; readonly by?: string; readonly at?: string }
  | { readonly kind: "grant-too-long"; readonly days: number }
  | { readonly kind: "away-too-long"; readonly limitDays: number; readonly field: string };
