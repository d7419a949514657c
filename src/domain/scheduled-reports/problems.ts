/** Refusals about reports that are posted by a schedule. */
export type ReportProblem =
  | { readonly kind: "schedule-invalid"; readonly typed: string; readonly field: string }
  | { readonly kind: "report-limit"; readonly limit: number };
