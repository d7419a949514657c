import { sqlState } from "../../storage/transaction.ts";
import { DomainError } from "../errors.ts";

/** So long an operation waits for its answer. */
export const MOST_WAIT_MS = 5_000;

export function busyError(waitedMs: number): DomainError {
  return new DomainError({ kind: "decisions-busy", waitedSeconds: Math.max(1, Math.round(waitedMs / 1000)) });
}

/** A lock that could not be had (55P03), or a statement that took too long (57014): nothing was done. */
export function isBusy(error: unknown): boolean {
  const code = sqlState(error);
  if (code === "55P03" || code === "57014") return true;
  return error instanceof DomainError && error.problem.kind === "decisions-busy";
}
