import type { PlatformRole, Role } from "../../storage/generated/enums.ts";

/** Whose use is bounded. */
export type Subject =
  | { readonly scope: "tenant" }
  | { readonly scope: "organization"; readonly organizationId: string }
  | { readonly scope: "member"; readonly organizationId: string; readonly personId: string }
  | { readonly scope: "person"; readonly personId: string }
  /** Each holder by themselves: of a role in one organization ("everyone" for all its members). */
  | { readonly scope: "role"; readonly organizationId: string; readonly role: Role | "everyone" }
  /** … or in the installation. */
  | { readonly scope: "role"; readonly role: PlatformRole };

/** What is counted and reserved: everything but roles, which stand for their holders. */
export type CountedSubject = Exclude<Subject, { scope: "role" }>;
export type CountedScope = CountedSubject["scope"];

/** Stands for "none" in the keys of counted rows. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** The subject in one comparable word. */
export function subjectKey(subject: Subject): string {
  switch (subject.scope) {
    case "tenant":
      return "tenant";
    case "organization":
      return `organization:${subject.organizationId}`;
    case "member":
      return `member:${subject.organizationId}:${subject.personId}`;
    case "person":
      return `person:${subject.personId}`;
    case "role":
      return "organizationId" in subject ? `role:${subject.organizationId}:${subject.role}` : `role:${subject.role}`;
  }
}

/** The ids under which a subject is counted in the table "balance". */
export function nodeOf(subject: CountedSubject): { readonly organizationId: string; readonly personId: string } {
  switch (subject.scope) {
    case "tenant":
      return { organizationId: NOBODY, personId: NOBODY };
    case "organization":
      return { organizationId: subject.organizationId, personId: NOBODY };
    case "member":
      return { organizationId: subject.organizationId, personId: subject.personId };
    case "person":
      return { organizationId: NOBODY, personId: subject.personId };
  }
}
