import type { Transaction } from "../../storage/database.ts";
import type { Member } from "./member.ts";

/** Takes the membership away; commands of that person no longer mean this organization when none is named. */
export async function endMembership(tx: Transaction, { organization, person }: Member): Promise<void> {
  const organizationId = organization.id;
  await tx.membership.delete({ where: { organizationId_personId: { organizationId, personId: person.id } } });
  // Falls back to their personal organization, if they have one.
  await tx.$executeRaw`
    UPDATE person SET current_organization_id = (
      SELECT o.id FROM organization o JOIN membership m ON m.organization_id = o.id AND m.person_id = person.id
      ORDER BY o.personal_for_id IS DISTINCT FROM person.id, m.joined_at LIMIT 1)
    WHERE id = ${person.id}::uuid AND current_organization_id = ${organizationId}::uuid`;
}
