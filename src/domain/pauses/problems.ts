export type PauseProblem =
  | { readonly kind: "not-paused"; readonly subject: string }
  /** Set from above: only there, or higher up, it is lifted. `owner`: "the installation", "Faculty". */
  | { readonly kind: "paused-from-above"; readonly subject: string; readonly by: string; readonly owner: string }
  /** Somebody of a higher role in the installation. */
  | { readonly kind: "person-above-you"; readonly name: string }
  /** What runs is not extended; `until` is ISO 8601. */
  | {
      readonly kind: "draining";
      /** What the operator says wherever quota is refused. */
      readonly help?: string;
      readonly subject: string;
      readonly by: string;
      readonly until: string | null;
      readonly reason: string | null;
    };
