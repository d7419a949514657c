import type { Database, Transaction } from "../../storage/database.ts";
import { holdsInTenant, ranksAbove } from "./tenant-authority.ts";

/** Whether suspending somebody's account is open to another, as of now; the suspension itself looks more closely. */
export async function maySuspend(
  db: Database | Transaction,
  tenantId: string,
  { actorId, personId }: { readonly actorId: string; readonly personId: string },
): Promise<boolean> {
  if (actorId === personId) return false;
  const people = await db.person.findMany({
    where: { tenantId, id: { in: [actorId, personId] }, state: "active", kind: "human" },
    select: { id: true, role: true, type: true },
  });
  const actor = people.find(({ id }) => id === actorId);
  const person = people.find(({ id }) => id === personId);
  if (!actor || !person || actor.type !== "user") return false;
  return holdsInTenant(actor.role, "person:suspend") && !ranksAbove(person.role, actor.role);
}
