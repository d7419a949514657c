import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { lockOrganization } from "../memberships/authority-in.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { requireManager, requireServiceAccount } from "./authority.ts";
import type { ServiceAccount } from "./service-account.ts";

/**
 * Ends a service account: it starts nothing more, its limits end, and what it used stays counted under its name, which
 * stays its own: made again there, it is the same one. What runs is not stopped. Refuses with `forbidden`, `not-found`.
 */
export async function removeServiceAccount(
  context: Context,
  { named, reason }: { readonly named: string; readonly reason?: string | undefined },
): Promise<ServiceAccount> {
  return transaction(context.db, async (tx) => {
    await lockTenant(tx, context.tenantId);
    const account = await requireServiceAccount(tx, context, { named, permission: "service:remove" });
    const { id: organizationId, name } = account.organization;
    await lockOrganization(tx, context, organizationId);
    await requireManager(tx, context, { organizationId, permission: "service:remove" });

    await endServiceAccounts(tx, context, [account.id]);
    const responsible = { id: account.responsible.id, name: account.responsible.name };
    const about = { person: { id: account.id, name: account.name }, organization: { id: organizationId, name } };
    await record(tx, context, { kind: "service-account-removed", ...about, responsible }, { reason });
    return account;
  });
}

/** What would be removed; refused as the removal itself would be now. */
export async function showServiceRemoval(context: Context, named: string): Promise<ServiceAccount> {
  return requireServiceAccount(context.db, context, { named, permission: "service:remove" });
}

/** Those of the ids that are service accounts end, with their limits and grants; others are left alone. How many ended. */
export async function endServiceAccounts(
  tx: Transaction,
  { tenantId, now, actor }: Context,
  ids: readonly string[],
): Promise<number> {
  const found = await tx.person.findMany({
    where: { tenantId, id: { in: [...ids] }, kind: "service" },
    select: { id: true },
  });
  if (found.length === 0) return 0;

  const personId = { in: found.map(({ id }) => id) };
  await tx.quota.deleteMany({ where: { tenantId, personId } });
  await tx.quotaGrant.updateMany({
    where: { tenantId, personId, voidedAt: null },
    data: { voidedAt: now, voidedById: actor.kind === "person" ? actor.id : null },
  });
  await tx.membership.deleteMany({ where: { tenantId, personId } });
  await tx.person.updateMany({ where: { tenantId, id: personId }, data: { state: "deleted", planName: null } });
  return found.length;
}
