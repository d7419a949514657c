import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Ref } from "../events.ts";
import type { Member } from "./member.ts";

/** Takes the membership away; commands of that person no longer mean this organization when none is named. */
export async function endMembership(tx: Transaction, { organization, person }: Member): Promise<void> {
  const organizationId = organization.id;
  await tx.membership.delete({ where: { organizationId_personId: { organizationId, personId: person.id } } });
  await workElsewhere(tx, organizationId, Prisma.sql`id = ${person.id}::uuid`);
}

/** The same for everybody at once. Returns who belonged, by name. */
export async function endAllMemberships(tx: Transaction, organizationId: string): Promise<readonly Ref[]> {
  const members = await tx.$queryRaw<Ref[]>`
    SELECT p.id, p.display_name AS name FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.organization_id = ${organizationId}::uuid ORDER BY lower(p.display_name), p.id`;
  await tx.membership.deleteMany({ where: { organizationId } });
  await workElsewhere(tx, organizationId, Prisma.sql`TRUE`);
  return members;
}

/** Falls back to people's personal organization, if they have one. `who` is a condition on the person. */
async function workElsewhere(tx: Transaction, organizationId: string, who: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    UPDATE person SET current_organization_id = (
      SELECT o.id FROM organization o JOIN membership m ON m.organization_id = o.id AND m.person_id = person.id
      ORDER BY o.personal_for_id IS DISTINCT FROM person.id, m.joined_at LIMIT 1)
    WHERE current_organization_id = ${organizationId}::uuid AND ${who}`;
}
