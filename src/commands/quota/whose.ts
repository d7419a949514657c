import { refuse } from "../../domain/errors.ts";
import { usernameOf } from "../../domain/people/find-people.ts";
import { holdsInTenant } from "../../domain/people/tenant-authority.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import type { CountedSubject, Subject } from "../../domain/quotas/subject.ts";
import type { TypedSubject } from "../args/subject.ts";
import { currentOrganization } from "../args/organization.ts";
import type { CommandContext } from "../define.ts";
import type { Whose } from "../usage/whose.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import { CommandError } from "../problem.ts";

/**
 * Whose limit is meant. Without an organization, admins of the installation mean everywhere, all others the organization
 * in which they work.
 */
export function subjectMeant(context: CommandContext, typed: TypedSubject, org?: OrganizationFound): Subject {
  switch (typed.kind) {
    case "installation":
      return { scope: "tenant" };
    case "organization":
      return { scope: "organization", organizationId: typed.organization.id };
    case "person": {
      const organizationId = org?.id ?? placeMeant(context);
      return organizationId
        ? { scope: "member", organizationId, personId: typed.person.id }
        : { scope: "person", personId: typed.person.id };
    }
    case "role":
      return roleMeant(context, typed.role, org);
  }
}

function roleMeant(
  context: CommandContext,
  role: Extract<TypedSubject, { kind: "role" }>["role"],
  org: OrganizationFound | undefined,
): Subject {
  if (role === "regular" || role === "super_admin") return { scope: "role", role };
  const everywhere = role === "admin" && !org && administers(context);
  if (everywhere) return { scope: "role", role: "admin" };

  const organizationId = org?.id ?? currentOrganization(context)?.organizationId;
  return organizationId ? { scope: "role", organizationId, role } : refuse({ kind: "no-current-organization" });
}

function placeMeant(context: CommandContext): string | undefined {
  return administers(context) ? undefined : currentOrganization(context)?.organizationId;
}

/**
 * Whose limits are looked at: oneself within the organization in which one works, unless said otherwise. Roles have none
 * of their own: their holders have.
 */
export function countedMeant(
  context: CommandContext,
  typed: TypedSubject,
  org: OrganizationFound | undefined,
): CountedSubject {
  const isSelf = typed.kind === "person" && context.actor.kind === "person" && typed.person.id === context.actor.id;
  const current = isSelf ? currentOrganization(context)?.organizationId : undefined;
  const organizationId = org?.id ?? current;
  if (typed.kind === "person" && organizationId) return { scope: "member", organizationId, personId: typed.person.id };

  const subject = subjectMeant(context, typed, org);
  if (subject.scope !== "role") return subject;
  const expected = "somebody, an organization, or installation";
  throw new CommandError({ kind: "not-a-value", field: "subject", typed: `role:${subject.role}`, expected });
}

/** Who was named; the asker, where nobody was. */
export function typedOrSelf(context: CommandContext, whose: Whose | undefined): TypedSubject {
  if (whose?.kind === "subject") return whose.subject;
  const { id, label } = requirePerson(context);
  return { kind: "person", person: { id, label } };
}

/** Whether the asker speaks for the whole installation. The domain decides again. */
export function administers({ standing }: CommandContext): boolean {
  return standing.kind === "person" && holdsInTenant(standing.person.role, "quota:administer");
}

/** The same subject as it can be typed again, for buttons that come later. */
export async function typedAgain(context: CommandContext, subject: Subject): Promise<Readonly<Record<string, string>>> {
  switch (subject.scope) {
    case "tenant":
      return { subject: "installation" };
    case "organization":
      return { subject: subject.organizationId };
    case "member":
      return { subject: await handleOf(context, subject.personId), org: subject.organizationId };
    case "person":
      return { subject: await handleOf(context, subject.personId) };
    case "role":
      return "organizationId" in subject
        ? { subject: `role:${subject.role}`, org: subject.organizationId }
        : { subject: `role:${subject.role}` };
  }
}

async function handleOf(context: CommandContext, personId: string): Promise<string> {
  return `@${(await usernameOf(context, personId)) ?? refuse({ kind: "not-found", thing: "person" })}`;
}
