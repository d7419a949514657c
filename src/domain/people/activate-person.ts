import { transaction } from "../../storage/transaction.ts";
import type { Transaction } from "../../storage/database.ts";
import type { Person } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { foundPersonalOrganization } from "./enroll.ts";
import { requireTenantPermission } from "./tenant-authority.ts";

/** Lets somebody in who registered while registration was restricted. The second to try hears who did it, and when. */
export async function activatePerson(
  context: Context,
  { personId }: { readonly personId: string },
): Promise<{ readonly person: Ref; readonly organization: Ref }> {
  return transaction(context.db, async (tx) => {
    await lockTenant(tx, context.tenantId);
    await requireTenantPermission(tx, context, "person:activate");
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
    const found = await tx.person.findFirst({ where: { id: personId, tenantId: context.tenantId } });
    if (!found) return refuse({ kind: "not-found", thing: "person" });
    if (found.state !== "pending_activation") return refuseNotWaiting(tx, context, found);

    const person = { id: found.id, name: found.displayName };
    await tx.person.update({ where: { id: found.id }, data: { state: "active" } });
    await record(tx, context, { kind: "person-activated", person, before: found.state });
    return { person, organization: await foundPersonalOrganization(tx, context, person) };
  });
}

async function refuseNotWaiting(tx: Transaction, { tenantId }: Context, person: Person): Promise<never> {
  const entry = await tx.auditEntry.findFirst({
    where: { tenantId, kind: "person-activated", data: { path: ["person", "id"], equals: person.id } },
    orderBy: { at: "desc" },
  });
  const name = person.displayName;
  if (!entry || person.state !== "active")
    return refuse({ kind: "not-awaiting-activation", name, state: person.state });

  return refuse({ kind: "already-activated", name, by: entry.actorLabel, at: entry.at });
}
