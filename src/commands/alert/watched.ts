import type { Watched } from "../../domain/alerts/alert-access.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import { holdsInTenant } from "../../domain/people/tenant-authority.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import type { CountedSubject } from "../../domain/quotas/subject.ts";
import { mayIn } from "../access.ts";
import { currentOrganization } from "../args/organization.ts";
import type { TypedSubject } from "../args/subject.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";

/**
 * Whose alerts are meant. Where nobody is named, the organization in which the asker works if they manage its alerts, and
 * else themselves. "everyone" is everybody and every organization, each by itself.
 */
export function watchedMeant(
  context: CommandContext,
  typed: TypedSubject | undefined,
  org?: OrganizationFound,
): Watched {
  if (!typed) return usual(context);
  switch (typed.kind) {
    case "installation":
      return { scope: "tenant" };
    case "organization":
      return { scope: "organization", organizationId: typed.organization.id };
    case "person": {
      const { id: personId } = typed.person;
      const organizationId = org?.id ?? placeOfOthers(context, personId);
      return organizationId ? { scope: "member", organizationId, personId } : { scope: "person", personId };
    }
    case "role":
      return typed.role === "everyone" ? "each" : noRole(typed.role);
  }
}

/** The same where it has to be somebody: what is silenced, explained or subscribed to. */
export function countedMeant(
  context: CommandContext,
  typed: TypedSubject | undefined,
  org?: OrganizationFound,
): CountedSubject {
  const watched = watchedMeant(context, typed, org);
  return watched === "each" ? { scope: "tenant" } : watched;
}

/** Of somebody else, who does not administer the installation means what they do where the asker works. */
function placeOfOthers(context: CommandContext, personId: string): string | undefined {
  const isSelf = requirePerson(context).id === personId;
  return isSelf || administers(context) ? undefined : currentOrganization(context)?.organizationId;
}

function administers({ standing }: CommandContext): boolean {
  return standing.kind === "person" && holdsInTenant(standing.person.role, "alert:administer");
}

function usual(context: CommandContext): CountedSubject {
  const here = currentOrganization(context);
  if (here && mayIn(context.standing, here, "alert:manage"))
    return { scope: "organization", organizationId: here.organizationId };
  return { scope: "person", personId: requirePerson(context).id };
}

function noRole(role: string): never {
  const expected = "somebody, an organization, everyone, or installation";
  throw new CommandError({ kind: "not-a-value", field: "subject", typed: `role:${role}`, expected });
}
