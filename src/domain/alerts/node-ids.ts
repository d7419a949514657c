import type { CountedSubject } from "../quotas/subject.ts";

/** A subject in the columns of an alert or a rule. */
export function nodeIds(subject: CountedSubject) {
  return {
    organizationId: "organizationId" in subject ? subject.organizationId : null,
    personId: "personId" in subject ? subject.personId : null,
  };
}
