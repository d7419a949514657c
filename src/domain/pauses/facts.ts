import type { QuotaPause } from "../../storage/generated/client.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import type { PauseFacts } from "./events.ts";

type Row = Pick<QuotaPause, "id" | "subjectKey" | "mode" | "until" | "setById" | "setByName" | "policyId">;

export function pauseFacts(row: Row, subject: string): PauseFacts {
  const { id, subjectKey, mode, until, setById, setByName, policyId } = row;
  return {
    id,
    subject,
    subjectKey,
    mode,
    until: until?.toISOString() ?? null,
    setBy: { id: setById, name: setByName },
    byPolicy: policyId !== null,
  };
}

/** Whom an event is about. */
export function aboutOf({ person, organization }: NamedSubject) {
  return { ...(person && { person }), ...(organization && { organization }) };
}
