import type { PlatformRole, QuotaScope, Role } from "../../storage/generated/enums.ts";
import type { CountedSubject, Subject } from "./subject.ts";
import { subjectKey } from "./subject.ts";

/** How a subject is written in the columns of a quota. */
export interface SubjectColumns {
  readonly scope: QuotaScope;
  readonly organizationId: string | null;
  readonly personId: string | null;
  readonly role: string | null;
  readonly subjectKey: string;
}

export function columnsOf(subject: Subject): SubjectColumns {
  return {
    scope: subject.scope,
    organizationId: "organizationId" in subject ? subject.organizationId : null,
    personId: "personId" in subject ? subject.personId : null,
    role: "role" in subject ? subject.role : null,
    subjectKey: subjectKey(subject),
  };
}

/** The subject that such columns mean; the table's checks keep them whole. */
export function subjectOfRow(row: Omit<SubjectColumns, "subjectKey">): Subject {
  if (row.scope !== "role") return countedSubjectOf(row);

  const { organizationId } = row;
  // Safe: only roles of these two kinds are written, the first with an organization and the second without.
  return organizationId
    ? { scope: "role", organizationId, role: row.role as Role | "everyone" }
    : { scope: "role", role: row.role as PlatformRole };
}

/** The one that two ids mean by themselves, as in the columns of a grant or a request. */
export function countedSubjectOf({
  organizationId,
  personId,
}: Pick<SubjectColumns, "organizationId" | "personId">): CountedSubject {
  if (organizationId && personId) return { scope: "member", organizationId, personId };
  if (organizationId) return { scope: "organization", organizationId };

  return personId ? { scope: "person", personId } : { scope: "tenant" };
}
