export type PlanProblem =
  | { readonly kind: "plan-unknown"; readonly typed: string; readonly known: readonly string[] }
  /** DL-10: plans are changed in the file. */
  | { readonly kind: "plan-not-editable"; readonly file: string }
  /** Nobody gives a plan that allows more than what binds themselves. */
  | { readonly kind: "plan-above-yours"; readonly plan: string }
  | { readonly kind: "configuration-invalid"; readonly file: string; readonly problems: readonly string[] };
