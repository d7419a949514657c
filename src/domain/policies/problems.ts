export type PolicyProblem =
  /** Gauges and rolling windows have no periods that follow one another. */
  | { readonly kind: "policy-without-period"; readonly meter: string; readonly field?: string }
  | { readonly kind: "policy-exists"; readonly subject: string; readonly policy: string }
  | { readonly kind: "policy-limit"; readonly subject: string; readonly limit: number }
  /** Made from above: only there, or higher up, it is deleted. `owner`: "the installation", "Faculty". */
  | { readonly kind: "policy-from-above"; readonly subject: string; readonly by: string; readonly owner: string };
