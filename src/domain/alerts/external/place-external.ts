import type { Transaction } from "../../../storage/database.ts";
import type { Context } from "../../context.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { resolveOrganizations, resolvePeople } from "../../usage/resolve-names.ts";
import type { ExternalAlert } from "./external-alert.ts";

export interface ExternalPlace {
  readonly subject: CountedSubject;
  readonly name: string;
}

/**
 * Whose each alert is, by its labels "organization" and "person", as far as they name somebody here; else the
 * installation's own.
 */
export async function placesOf(
  tx: Transaction,
  { db, tenantId, now }: Context,
  alerts: readonly ExternalAlert[],
): Promise<(alert: ExternalAlert) => ExternalPlace> {
  const named = (label: string) => new Set(alerts.flatMap(({ labels }) => labels[label] || []));
  const organizationIds = await resolveOrganizations(db, { tenantId, now }, named("organization"));
  const personIds = await resolvePeople(db, { tenantId, now }, named("person"));
  const organizations = await tx.organization.findMany({
    where: { tenantId, id: { in: [...organizationIds.values()] }, deletedAt: null },
    select: { id: true, name: true },
  });
  const people = await tx.person.findMany({
    where: { tenantId, id: { in: [...personIds.values()] }, state: { not: "deleted" } },
    select: { id: true, displayName: true, memberships: { select: { organizationId: true } } },
  });

  return ({ labels }) => {
    const organization = organizations.find(({ id }) => id === organizationIds.get(labels["organization"] ?? ""));
    const person = people.find(({ id }) => id === personIds.get(labels["person"] ?? ""));
    if (!person && !organization) return { subject: { scope: "tenant" }, name: "The installation" };
    if (!person && organization)
      return { subject: { scope: "organization", organizationId: organization.id }, name: organization.name };
    return ofPerson(person, organization);
  };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly memberships: readonly { readonly organizationId: string }[];
}

function ofPerson(person: Person | undefined, organization: Named | undefined): ExternalPlace {
  if (!person) return { subject: { scope: "tenant" }, name: "The installation" };
  const { id: personId, displayName, memberships } = person;
  const isMember = organization && memberships.some(({ organizationId }) => organizationId === organization.id);
  return isMember
    ? {
        subject: { scope: "member", organizationId: organization.id, personId },
        name: `${displayName} in ${organization.name}`,
      }
    : { subject: { scope: "person", personId }, name: displayName };
}
