import type { Database, Transaction } from "../../storage/database.ts";
import type { PlatformRole, Role } from "../../storage/generated/enums.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import type { Subject } from "./subject.ts";
import { subjectKey } from "./subject.ts";

/** A subject by the names of now; `person` and `organization` as events want them. */
export interface NamedSubject {
  readonly subject: Subject;
  /** "Vision Lab", "Bob Ekman", "Bob Ekman in Vision Lab", "the installation", "every admin of Vision Lab". */
  readonly name: string;
  readonly person?: Ref;
  readonly organization?: Ref;
}

/** Names for many subjects of a tenant, by subject key; who or what is not there is left out. */
export async function nameSubjects(
  db: Database | Transaction,
  tenantId: string,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<string, NamedSubject>> {
  const [people, organizations] = await Promise.all([
    personNames(db, tenantId, subjects),
    organizationNames(db, tenantId, subjects),
  ]);
  const named = subjects.map((subject) => [subjectKey(subject), nameOf(subject, people, organizations)] as const);
  return new Map(named.flatMap(([key, one]) => (one ? [[key, one]] : [])));
}

/** The same for one, which refuses with `not-found` where there is no such person or organization in this tenant. */
export async function nameSubject(
  db: Database | Transaction,
  tenantId: string,
  subject: Subject,
): Promise<NamedSubject> {
  const named = await nameSubjects(db, tenantId, [subject]);
  const thing = "personId" in subject ? "person" : "organization";
  return named.get(subjectKey(subject)) ?? refuse({ kind: "not-found", thing });
}

/** Stands for a person or an organization that the subject does not have. */
const NOT_PART: Ref = { id: "", name: "" };

type Names = ReadonlyMap<string, Ref>;

async function personNames(db: Database | Transaction, tenantId: string, subjects: readonly Subject[]): Promise<Names> {
  const ids = unique(subjects.map((subject) => ("personId" in subject ? subject.personId : undefined)));
  if (ids.length === 0) return new Map();
  const rows = await db.person.findMany({
    where: { tenantId, id: { in: ids }, state: { not: "deleted" } },
    select: { id: true, displayName: true },
  });
  return new Map(rows.map(({ id, displayName }) => [id, { id, name: displayName }]));
}

async function organizationNames(
  db: Database | Transaction,
  tenantId: string,
  subjects: readonly Subject[],
): Promise<Names> {
  const ids = unique(subjects.map((subject) => ("organizationId" in subject ? subject.organizationId : undefined)));
  if (ids.length === 0) return new Map();
  const rows = await db.organization.findMany({
    where: { tenantId, id: { in: ids }, deletedAt: null },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

function unique(ids: readonly (string | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => id !== undefined))];
}

function nameOf(subject: Subject, people: Names, organizations: Names): NamedSubject | undefined {
  const person = "personId" in subject ? people.get(subject.personId) : NOT_PART;
  const organization = "organizationId" in subject ? organizations.get(subject.organizationId) : NOT_PART;
  if (!person || !organization) return undefined;

  return {
    subject,
    name: wordsFor(subject, person.name, organization.name),
    ...(person !== NOT_PART && { person }),
    ...(organization !== NOT_PART && { organization }),
  };
}

function wordsFor(subject: Subject, person: string, organization: string): string {
  switch (subject.scope) {
    case "tenant":
      return "the installation";
    case "organization":
      return organization;
    case "member":
      return `${person} in ${organization}`;
    case "person":
      return person;
    case "role":
      return "organizationId" in subject
        ? `every ${roleWords[subject.role]} of ${organization}`
        : `every ${platformRoleWords[subject.role]}`;
  }
}

const roleWords = {
  owner: "owner",
  admin: "admin",
  member: "plain member",
  everyone: "member",
} as const satisfies Record<Role | "everyone", string>;

const platformRoleWords = {
  regular: "regular user",
  admin: "Admin of the installation",
  super_admin: "Super Admin",
} as const satisfies Record<PlatformRole, string>;
