import { refuse } from "../errors.ts";
import { linesOf } from "../organizations/naming.ts";

/** Characters of a reason or an answer. */
export const REASON_LIMIT = 500;

/** Somebody's reason, checked. Refuses with `text-invalid`. */
export function reasonOf(text: string): string {
  const lines = linesOf(text, REASON_LIMIT);
  if ("reason" in lines) return refuse({ kind: "text-invalid", field: "reason", ...lines });

  return lines.line === ""
    ? refuse({ kind: "text-invalid", field: "reason", reason: "empty", limit: REASON_LIMIT })
    : lines.line;
}
