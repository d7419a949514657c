export type PlanProblem =
  | {
      readonly kind: "plan-unknown";
      readonly typed: string;
      readonly known: readonly string[];
      readonly field?: string;
    }
  /** DL-10: plans are changed in the file. */
  | { readonly kind: "plan-not-editable"; readonly file: string }
  /** The file lets only Super Admins give it (semantics E13, delegated ceiling). */
  | { readonly kind: "plan-above-yours"; readonly plan: string; readonly whoMay: readonly string[] }
  /** Only a Super Admin changes their own. `isServiceAccount`: of one for which the actor answers. */
  | { readonly kind: "plan-of-oneself"; readonly whoMay: readonly string[]; readonly isServiceAccount?: true }
  | { readonly kind: "configuration-invalid"; readonly file: string; readonly problems: readonly string[] }
  /** There is no file, so nothing to load. */
  | { readonly kind: "configuration-absent"; readonly file: string }
  /** Saved again between the question and the answer. */
  | { readonly kind: "configuration-changed-meanwhile"; readonly file: string };
