import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import type { OrganizationFacts } from "../memberships/authority.ts";

/** Who is to answer for a service account: an active member of its organization, and no viewer. */
export async function requireResponsible(
  tx: Transaction,
  { tenantId }: Context,
  { personId, organization }: { readonly personId: string; readonly organization: OrganizationFacts },
): Promise<Ref> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
  const person = await tx.person.findFirst({
    where: { id: personId, tenantId },
    include: { memberships: { where: { organizationId: organization.id }, select: { role: true } } },
  });
  if (!person) return refuse({ kind: "not-found", thing: "person", field: "responsible" });

  const { displayName: name, kind, state, type, memberships } = person;
  if (kind === "human" && state === "active" && type === "user" && memberships.length > 0)
    return { id: personId, name };
  return refuse({ kind: "responsible-not-member", name, organization: organization.name, field: "responsible" });
}
