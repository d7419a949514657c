import type { Transaction } from "../../storage/database.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { childrenOf, chainOf } from "./tree.ts";

/**
 * What becomes of the tree and the limits when an organization is deleted: those right below it go up one level, its
 * limits and those within it end, and its grants are taken back. What was used stays counted. Requests that wait, offers
 * and loans are due at once: the clock ends them under the locks that they need, and tells the other side.
 */
export async function endLimits(tx: Transaction, context: Context, organizationId: string): Promise<void> {
  const { tenantId, now, actor } = context;
  const [organization, parent] = await chainOf(tx, { tenantId, organizationId });
  if (!organization) return;
  const before = { id: organization.id, name: organization.name };
  const after = parent ? { id: parent.id, name: parent.name } : null;
  for (const { id, name } of await childrenOf(tx, { tenantId, organizationId })) {
    await tx.organization.update({ where: { id }, data: { parentId: after?.id ?? null } });
    await record(tx, context, { kind: "organization-moved", organization: { id, name }, before, after });
  }

  await tx.quota.deleteMany({ where: { tenantId, organizationId } });
  const voidedById = actor.kind === "person" ? actor.id : null;
  await tx.quotaGrant.updateMany({
    where: { tenantId, organizationId, voidedAt: null },
    data: { voidedAt: now, voidedById },
  });

  const ofIt = { tenantId, OR: [{ lenderId: organizationId }, { borrowerId: organizationId }] };
  await tx.quotaRequest.updateMany({ where: { tenantId, organizationId, state: "pending" }, data: { expiresAt: now } });
  await tx.quotaLoan.updateMany({ where: { ...ofIt, state: "offered" }, data: { offerEndsAt: now } });
  await tx.quotaLoan.updateMany({ where: { ...ofIt, state: "active" }, data: { until: now } });
}
